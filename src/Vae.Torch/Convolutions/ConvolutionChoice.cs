using System.Collections.Concurrent;
using Vae.Core;
using Vae.Core.Networks;
using Vae.Torch.Tensors;

namespace Vae.Torch.Convolutions;

/// <summary>How a session computes convolutions.</summary>
/// <param name="Convolutions">The way.</param>
/// <param name="Reason">
/// Why it is not libtorch's own, for people; null where it is. The same in every run on a machine, as model files and checkpoints keep it: what a wrong convolution gave depends on what was in memory before.
/// </param>
internal sealed record ConvolutionChoice(IConvolutions Convolutions, string? Reason)
{
    // A check takes up to a tenth of a second: once a process is enough, as neither the processor nor its libraries change.
    private static readonly ConcurrentDictionary<(torch.ScalarType Type, int Threads), ConvolutionChoice> Made = new();

    /// <summary>
    /// On a GPU libtorch's own. On the processor libtorch's own where <see cref="ConvolutionCheck"/> finds them right, else products of matrices: oneDNN, which libtorch takes there, gives wrong numbers on some
    /// processors (docs/platforms.md).
    /// </summary>
    /// <param name="context">Where the session computes; its scope is entered.</param>
    /// <param name="layers">The layers of its networks; without a convolution among them nothing is checked.</param>
    /// <exception cref="EngineException">Products of matrices are wrong too.</exception>
    public static ConvolutionChoice For(ComputeContext context, IEnumerable<LayerPlan> layers) => context.IsCuda || !layers.OfType<ConvolutionLayer>().Any()
        ? new ConvolutionChoice(new OwnConvolutions(), null)
        : Made.GetOrAdd(
            (context.NetworkType, context.Threads),
            key => Choose(new OwnConvolutions(), new ProductConvolutions(), way => ConvolutionCheck.Find(way, torch.ScalarType.Float32) ?? Rounded(way, key.Type)));

    /// <summary>The first of two ways that is right.</summary>
    /// <param name="own">libtorch's own.</param>
    /// <param name="products">Products of matrices.</param>
    /// <param name="check">What is wrong with a way; null where nothing is.</param>
    /// <exception cref="EngineException">Both are wrong.</exception>
    public static ConvolutionChoice Choose(IConvolutions own, IConvolutions products, Func<IConvolutions, ConvolutionFault?> check)
    {
        if (check(own) is not { } fault)
        {
            return new ConvolutionChoice(own, null);
        }

        return check(products) is { } other
            ? throw new EngineException(
                $"libtorch's convolutions are wrong on this processor ({fault}), and so are products of matrices in their place ({other}). Set Engine.Name to managed, or train on a GPU or another machine.")
            : new ConvolutionChoice(products, "convolutions by products of matrices, because libtorch's own are wrong on this processor");
    }

    private static ConvolutionFault? Rounded(IConvolutions way, torch.ScalarType type) => type == torch.ScalarType.Float32 ? null : ConvolutionCheck.Find(way, type);
}
