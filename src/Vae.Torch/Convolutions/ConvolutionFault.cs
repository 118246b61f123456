namespace Vae.Torch.Convolutions;

/// <summary>A number of a convolution that is wrong.</summary>
/// <param name="What">Whose it is, such as <c>the gradient of the input of a convolution of 8 channels to 8, kernel 3, stride 1</c>.</param>
/// <param name="Found">The number.</param>
/// <param name="Wanted">The right one, summed up in double precision here.</param>
internal sealed record ConvolutionFault(string What, double Found, double Wanted)
{
    /// <summary>For people.</summary>
    public override string ToString() => Invariant($"{What}, was {Found:G4} where {Wanted:G4} is right");
}
