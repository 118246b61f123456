using System.Text;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;

namespace Vae.Bench.Reporting;

/// <summary>What tables of an alternation say about where they come from.</summary>
/// <param name="Pictures">What the img net was fed.</param>
/// <param name="Rounds">Processes of each contender and job.</param>
/// <param name="Limit">Rows used where not all were.</param>
/// <param name="Load">Load of the machine at the start.</param>
internal sealed record RunNotes(string Pictures, int Rounds, int? Limit, double? Load)
{
    // Below this, what else runs is not worth a word.
    private const double BusyLoad = 0.7;

    /// <summary>Whether something else ran.</summary>
    public bool IsBusy => Load > BusyLoad;

    /// <summary>The lines above the tables: machine, FMA peak of this run, who took part, how it was measured.</summary>
    public string Heading(Alternation alternation, IReadOnlyList<string> participants)
    {
        var job = alternation.Jobs[0];
        var text = new StringBuilder();
        text.Append($"Machine: {Machine.Describe()}{Peak(alternation)}.  \n");
        foreach (var participant in participants)
        {
            text.Append($"{participant}.  \n");
        }

        text.Append($"{job.Threads} threads each, taking turns; img: {Pictures}; median (minimum..maximum) of {Rounds} processes, each the median of {job.Repeats} epochs or {5 * job.Repeats} scoring passes.\n");
        if (Limit is { } rows)
        {
            text.Append($"\n**A quick try on the first {rows:N0} rows: not figures to quote.**\n");
        }

        if (IsBusy)
        {
            text.Append($"\n**The machine was busy when this began (load {Load:F1}): not figures to quote.**\n");
        }

        return text.ToString();
    }

    private static string Peak(Alternation alternation) => double.IsNaN(alternation.FmaPeakGigaflops) ? ""
        : $"; {FmaPeak.Describe(alternation.FmaPeakGigaflops, alternation.Jobs[0].Threads)}";
}
