namespace Architecture.Tests;

/// <summary>The namespaces of an assembly, lowest first. Each uses those that stand before it and none that come later, so that no two need each other.</summary>
/// <param name="Project">The project in src.</param>
/// <param name="Rungs">Every namespace, lowest first.</param>
internal sealed record Ladder(string Project, params string[] Rungs)
{
    public static IReadOnlyList<Ladder> All { get; } = [Torch];

    private static Ladder Torch => new(
        "Vae.Torch",
        "Vae.Torch.Devices",
        "Vae.Torch.Tensors",
        "Vae.Torch.Rows",
        "Vae.Torch.Likelihoods",
        "Vae.Torch.Randomness",
        "Vae.Torch.Networks",
        "Vae.Torch.Optimizers",
        "Vae.Torch.Objectives",
        "Vae.Torch.Sessions",
        "Vae.Torch");
}
