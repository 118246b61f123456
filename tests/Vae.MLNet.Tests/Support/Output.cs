namespace Vae.MLNet.Tests.Support;

/// <summary>What comes out of a transformer that adds all four columns.</summary>
internal sealed class Output
{
    public int Number { get; set; }

    public float[] Latent { get; set; } = [];

    public float[] Reconstruction { get; set; } = [];

    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
