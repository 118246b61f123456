using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Core.Tests.Oracles;

/// <summary>What a step trains on, one number at a time.</summary>
internal static class ReferenceCorruption
{
    /// <summary>The row of zeros and ones that is drawn, where one is.</summary>
    public static double[] Binarize(ObjectiveOptions objective, double[] row, ReferenceNoise noise, int number) =>
        objective.Binarization == Binarization.None
            ? row
            : [.. row.Select((value, d) => double.IsNaN(value) ? value : noise.Binarization(number, row.Length, d) < value ? 1.0 : 0.0)];

    /// <summary>What the encoder sees.</summary>
    public static double[] Corrupt(ObjectiveOptions objective, double[] row, ReferenceNoise noise, int number) =>
        objective.Corruption is null ? row : [.. row.Select((value, d) => Corrupt(objective.Corruption, value, noise.Corruption(number, row.Length, d)))];

    private static double Corrupt(Corruption corruption, double value, double noise) => corruption switch
    {
        GaussianCorruption gaussian => value + (gaussian.Sigma * noise),
        MaskingCorruption masking => noise < masking.Rate ? 0 : value,
        SaltAndPepperCorruption given => noise < given.Rate / 2 ? given.Low!.Value : noise < given.Rate ? given.High!.Value : value,
        _ => throw new NotSupportedException($"{corruption}"),
    };
}
