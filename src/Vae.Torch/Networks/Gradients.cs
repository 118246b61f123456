namespace Vae.Torch.Networks;

/// <summary>The way back from a loss to parameters.</summary>
/// <remarks>
/// TorchSharp's <c>torch.autograd.grad</c> lets libtorch's errors out of native code, which ends the process: memory that ran out, a value that was
/// overwritten since it went forward, a parameter outside the graph. Its <c>backward</c> makes them exceptions, so gradients go by way of that.
/// </remarks>
internal static class Gradients
{
    /// <summary>Gradients of a scalar, a new tensor for each parameter in their order; 0 for one that the loss does not depend on.</summary>
    /// <param name="loss">The scalar.</param>
    /// <param name="parameters">Leaves without a gradient of their own, which they have after it neither.</param>
    /// <param name="retain">Whether the graph is kept for another way back.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">libtorch could not go back; the message is its own.</exception>
    public static Tensor[] Of(Tensor loss, Tensor[] parameters, bool retain = false)
    {
        try
        {
            torch.autograd.backward(loss, inputs: parameters, retain_graph: retain);
            return [.. parameters.Select(parameter => parameter.grad ?? torch.zeros_like(parameter, requires_grad: false))];
        }
        finally
        {
            foreach (var parameter in parameters)
            {
                parameter.grad = null;
            }
        }
    }
}
