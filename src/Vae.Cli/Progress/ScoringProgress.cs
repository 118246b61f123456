using System.Diagnostics;
using System.Globalization;
using Vae.Cli.Hosting;

namespace Vae.Cli.Progress;

/// <summary>Counts rows as they pass: one line drawn over and over on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class ScoringProgress(CliEnvironment environment, bool quiet, long? totalRows)
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan next = environment.IsErrorTerminal ? TerminalInterval : PlainInterval;
    private int drawn;

    /// <summary>Rows that have passed so far.</summary>
    public void Report(long rows)
    {
        var elapsed = watch.Elapsed;
        if (quiet || elapsed < next)
        {
            return;
        }

        next = elapsed + (environment.IsErrorTerminal ? TerminalInterval : PlainInterval);
        var speed = rows / elapsed.TotalSeconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows  {TrainingProgressText.Speed(speed)}");
        if (totalRows is { } total && rows > 0)
        {
            text += $"  {TrainingProgressText.Time(TimeSpan.FromSeconds((total - rows) / speed))} left";
        }

        if (environment.IsErrorTerminal)
        {
            environment.Error.Write("\r" + text.PadRight(drawn));
            drawn = text.Length;
        }
        else
        {
            environment.Error.WriteLine(text);
        }
    }

    /// <summary>Takes the terminal's line away.</summary>
    public void Clear()
    {
        if (drawn > 0)
        {
            environment.Error.Write("\r" + new string(' ', drawn) + "\r");
            drawn = 0;
        }
    }
}
