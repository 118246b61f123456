using System.Numerics.Tensors;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>Noise on what a discriminator sees, in panels; it is drawn once and may be laid on several.</summary>
/// <param name="setup">The training.</param>
/// <param name="width">Numbers of an example.</param>
/// <param name="panels">Most panels.</param>
internal sealed unsafe class InstanceNoise(TrainingSetup setup, int width, int panels)
{
    private readonly float deviation = setup.Objective.Adversarial.ResolveInstanceNoise(setup.Objective.Kind, setup.Plan.LatentDimension);
    private readonly Philox stream = new(setup.Seed, RandomPurpose.InstanceNoise);
    private readonly PanelBuffer noise = new(width, panels);

    /// <summary>Draws a panel's noise of a step.</summary>
    public void Draw(int panel, in StepSettings settings)
    {
        var values = new Span<float>(noise.Of(panel), width * Panel.Lanes);
        var scale = deviation * settings.InstanceNoise;
        if (scale == 0)
        {
            values.Clear();
            return;
        }

        NormalNoise.Fill(stream, (uint)panel, (ulong)settings.Step, noise.Of(panel), values.Length);
        TensorPrimitives.Multiply(values, scale, values);
    }

    /// <summary>Lays a panel's noise on examples.</summary>
    public void Add(int panel, float* examples)
    {
        var values = new Span<float>(examples, width * Panel.Lanes);
        TensorPrimitives.Add(values, new ReadOnlySpan<float>(noise.Of(panel), values.Length), values);
    }
}
