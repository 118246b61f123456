using System.Collections.Immutable;
using Vae.Core.Networks;

namespace Vae.Torch.Tensors;

/// <summary>
/// The parameters: one flat tensor in the layout's order, and for each name a view of it. Networks that compute in bfloat16 see views of a rounded copy,
/// which <see cref="Refresh"/> makes anew before a step; the optimiser always works on the flat tensor in single precision.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    private readonly ParameterLayout layout;
    private readonly Tensor rounded;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Tensor[] exact;
    private readonly Tensor[] computed;

    /// <param name="layout">Names, shapes and places.</param>
    /// <param name="roundedNames">Parameters that the network rounds where it computes in less than single precision.</param>
    /// <param name="context">Where to.</param>
    public TorchParameters(ParameterLayout layout, IReadOnlySet<string> roundedNames, ComputeContext context)
    {
        this.layout = layout;
        using var scope = context.Enter(gradients: true);
        Flat = torch.zeros(layout.Count, torch.ScalarType.Float32, context.Device).Keep();
        rounded = context.NetworkType == torch.ScalarType.Float32 ? Flat : Flat.to(context.NetworkType).Keep();
        exact = Views(Flat);
        computed = ReferenceEquals(rounded, Flat) ? exact : Views(rounded);
        TrainedSlots = [.. layout.Slots.Where(slot => slot.IsTrained)];
        for (var i = 0; i < layout.Slots.Length; i++)
        {
            places.Add(layout.Slots[i].Name, i);
        }

        Trained = [.. TrainedSlots.Select(slot => roundedNames.Contains(slot.Name) ? Computed(slot.Name) : Exact(slot.Name))];
    }

    /// <summary>All parameters, single precision, [count].</summary>
    public Tensor Flat { get; }

    /// <summary>The parameters that have a gradient, in the layout's order.</summary>
    public ImmutableArray<ParameterSlot> TrainedSlots { get; }

    /// <summary>What their gradients are taken of.</summary>
    public Tensor[] Trained { get; }

    /// <summary>What the gradients of some of them are taken of.</summary>
    public Tensor[] TrainedOf(ImmutableArray<ParameterSlot> slots) => [.. slots.Where(slot => slot.IsTrained).Select(slot => Trained[TrainedSlots.IndexOf(slot)])];

    /// <summary>A parameter as the network computes with it.</summary>
    public Tensor Computed(string name) => computed[places[name]];

    /// <summary>A parameter in single precision.</summary>
    public Tensor Exact(string name) => exact[places[name]];

    /// <summary>Rounds the parameters anew where the network computes in less than single precision.</summary>
    public void Refresh()
    {
        if (!ReferenceEquals(rounded, Flat))
        {
            using var none = torch.no_grad();
            rounded.copy_(Flat);
        }
    }

    public void Dispose()
    {
        foreach (var view in exact.Concat(computed))
        {
            view.Dispose();
        }

        rounded.Dispose();
        Flat.Dispose();
    }

    private Tensor[] Views(Tensor flat)
    {
        var views = new Tensor[layout.Slots.Length];
        for (var i = 0; i < views.Length; i++)
        {
            var slot = layout.Slots[i];
            long[] shape = [.. slot.Shape.Select(size => (long)size)];
            views[i] = flat.narrow(0, slot.Offset, slot.Count).view(shape).detach().requires_grad_(slot.IsTrained).Keep();
        }

        return views;
    }
}
