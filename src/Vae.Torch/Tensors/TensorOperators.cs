namespace Vae.Torch.Tensors;

/// <summary>Operators whose numbers outlive the call.</summary>
/// <remarks>
/// TorchSharp's <c>add(tensor)</c>, <c>add(number)</c>, <c>square()</c> and <c>softplus()</c> make a native number, hand its address over and forget it: a garbage collection at that moment frees it while
/// libtorch reads it, which gives an error or another sum. Where an operator takes a number, give it one that is kept.
/// </remarks>
internal static class TensorOperators
{
    private static readonly Scalar One = 1f.ToScalar();

    /// <summary>left + right.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>left + a number, which libtorch multiplies by another.</summary>
    public static Tensor Plus(this Tensor left, Scalar number) => left.add(number, One);

    /// <summary>Adds a number in place.</summary>
    public static Tensor AddHere(this Tensor sum, Scalar number) => sum.add_(number, One);

    /// <summary>Adds in place.</summary>
    public static Tensor AddHere(this Tensor sum, Tensor term) => sum.add_(term, One);

    /// <summary>Each number times itself.</summary>
    public static Tensor Squared(this Tensor value) => value.mul(value);

    /// <summary>log(1 + e^x), as -log sigmoid(-x), which takes no number.</summary>
    public static Tensor LogOnePlusExp(this Tensor value) => torch.nn.functional.logsigmoid(value.neg()).neg();
}
