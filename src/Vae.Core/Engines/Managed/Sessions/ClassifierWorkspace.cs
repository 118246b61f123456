using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>Everything that a step of a classifier's training needs beside the encoder's own buffers.</summary>
internal sealed class ClassifierWorkspace
{
    public ClassifierWorkspace(ClassifierPlan plan, int batchSize, int widest, bool drops)
    {
        var panels = Panel.Count(batchSize);
        Input = new PanelBuffer(plan.InputDimension, panels);
        Features = new PanelBuffer(plan.Head.Inputs, panels);
        Features.WantBlocks();
        Mask = drops ? new PanelBuffer(plan.Head.Inputs, panels) : null;
        Logits = new PanelBuffer(plan.ClassCount, panels);
        First = new PanelBuffer(widest, panels);
        Second = new PanelBuffer(widest, panels);
        Loss = new PinnedFloats((long)panels * Panel.Lanes);
        Rows = new nint[panels * Panel.Lanes];
        Labels = new int[panels * Panel.Lanes];
        Weights = new float[panels * Panel.Lanes];
        Correct = new double[panels];
    }

    /// <summary>Where each row of the batch lies.</summary>
    public nint[] Rows { get; }

    public int[] Labels { get; }

    public PanelBuffer Input { get; }

    /// <summary>The encoder's output after dropout.</summary>
    public PanelBuffer Features { get; }

    /// <summary>Dropout masks, kept for the way back; null without dropout.</summary>
    public PanelBuffer? Mask { get; }

    /// <summary>Logits, then their gradient.</summary>
    public PanelBuffer Logits { get; }

    /// <summary>One of two panels that a frozen encoder's layers write to in turn.</summary>
    public PanelBuffer First { get; }

    /// <summary>The other.</summary>
    public PanelBuffer Second { get; }

    public PinnedFloats Loss { get; }

    /// <summary>Weight of each row of the batch, where rows have some.</summary>
    public float[] Weights { get; }

    /// <summary>The weight of the rows of each panel that are classified right.</summary>
    public double[] Correct { get; }
}
