using System.Globalization;
using Spectre.Console;
using Vae.Core.Reports;

namespace Vae.Cli.Progress;

/// <summary>Progress on a terminal, drawn over and over: the losses, and below them a bar over all steps with the time left.</summary>
internal sealed class BarTrainingProgress : IProgress<TrainingProgress>
{
    private const int NarrowestBar = 10;
    private const int WidestBar = 40;

    // What stands beside the bar: percentage, time left and speed.
    private const int BesideTheBar = 44;

    // Epochs of a small table can end hundreds of times a second.
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromSeconds(0.1);

    private readonly LiveDisplayContext display;
    private readonly int barWidth;
    private double? validationLoss;
    private int? activeUnits;
    private TimeSpan? drawn;

    private BarTrainingProgress(LiveDisplayContext display, int width)
    {
        this.display = display;
        barWidth = Math.Clamp(width - BesideTheBar, NarrowestBar, WidestBar);
    }

    /// <summary>Draws the bar while <paramref name="work"/> runs, which is given where to report to.</summary>
    public static T Run<T>(TextWriter output, Func<IProgress<TrainingProgress>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        return console.Live(new Text("reading the rows")).Start(display => work(new BarTrainingProgress(display, console.Profile.Width)));
    }

    public void Report(TrainingProgress value)
    {
        // Measured at the end of an epoch only; the last figures stay in sight until there are new ones.
        validationLoss = value.ValidationLoss ?? validationLoss;
        activeUnits = value.ActiveUnits ?? activeUnits;
        if (this.drawn is { } drawn && value.Elapsed - drawn < BetweenDrawings && value.Step < value.TotalSteps)
        {
            return;
        }

        this.drawn = value.Elapsed;
        var shown = value with { ValidationLoss = validationLoss, ActiveUnits = activeUnits };
        display.UpdateTarget(new Rows(new Text(TrainingProgressText.Losses(shown)), Bar(value)));
    }

    private Markup Bar(TrainingProgress value)
    {
        var share = value.TotalSteps > 0 ? Math.Clamp((double)value.Step / value.TotalSteps, 0, 1) : 0;
        var done = (int)(share * barWidth);
        return new Markup(
            $"[green]{new string('━', done)}[/][grey]{new string('━', barWidth - done)}[/]"
            + string.Create(CultureInfo.InvariantCulture, $" {100 * share:F0}%  {TrainingProgressText.Time(value.Remaining)} left  ")
            + TrainingProgressText.Speed(value.RowsPerSecond));
    }
}
