using Vae.Core.Data;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Objectives;

/// <summary>The written digits of the datasets, 64 grey levels from 0 to 1: the first 1,400 to train on, the other 397 to test.</summary>
internal static class DigitRows
{
    public const int Features = 64;

    private const int TrainingCount = 1400;

    private static readonly float[] All = Read();

    public static MemoryRowSource Training => new(All.AsMemory(0, TrainingCount * Features), Features);

    public static float[] Test => All[(TrainingCount * Features)..];

    private static float[] Read()
    {
        var path = RepositoryFolder.PathOf("datasets", "digits.csv");
        var rows = new CsvRowSource(path, new CsvOptions { LabelColumn = "label" }).ReadAll();
        return [.. rows.Values.ToArray().Select(value => value / 16)];
    }
}
