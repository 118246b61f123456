using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>Tells what there is to warn of about data, once each, and keeps it for the result.</summary>
/// <param name="environment">Where it is told.</param>
/// <param name="isStrict">Whether a warning is an error.</param>
internal sealed class DataWarningLog(CliEnvironment environment, bool isStrict)
{
    private readonly List<DataWarning> told = [];

    /// <summary>What was told so far.</summary>
    public IReadOnlyList<DataWarning> Told => told;

    /// <summary>Tells some warnings.</summary>
    /// <exception cref="VaeDataException">A warning is an error.</exception>
    public void Tell(IEnumerable<DataWarning> warnings)
    {
        var fresh = warnings.Except(told).ToArray();
        foreach (var warning in fresh)
        {
            environment.Warn(warning.Message);
            told.Add(warning);
        }

        if (isStrict && fresh.Length > 0)
        {
            throw new VaeDataException($"{(fresh.Length == 1 ? "A warning is an error" : $"{fresh.Length} warnings are errors")} under --strict; nothing was written.");
        }
    }

    /// <summary>Tells one.</summary>
    /// <exception cref="VaeDataException">A warning is an error.</exception>
    public void Tell(string code, string? column, string message) => Tell([new DataWarning(code, column, message)]);

    /// <summary>Warnings for programs.</summary>
    public static object[] ToJson(IEnumerable<DataWarning> warnings) =>
        [.. warnings.Select(warning => new { code = warning.Code, column = warning.Column, message = FlagNames.Translate(warning.Message) })];

    /// <summary>Adds what was told to a result for programs.</summary>
    public void AddTo(Figures figures) => figures.AddWarnings(told);
}
