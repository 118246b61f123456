using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Cursors;

/// <summary>Counts what one pass over the rows of a data view meets that its owner should know. Safe to use from several threads at once.</summary>
/// <param name="model">The model that the rows are for.</param>
/// <param name="cursors">Cursors that share the rows.</param>
/// <param name="isPipeline">Whether the rows may be evaluated by ML.NET, of which there is something to say too.</param>
/// <param name="say">Told at the end.</param>
internal sealed class ScoringPass(VaeModel model, int cursors, bool isPipeline, Action<IEnumerable<DataWarning>> say)
{
    private readonly Lock gate = new();
    private readonly RangeCounter range = new(model);
    private readonly UnseenLevels? unseen = model.Columns is { } table ? new UnseenLevels(table) : null;
    private readonly RefusedValues refused = new();
    private int open = cursors;
    private long rows;
    private long unscored;
    private long infinite;

    /// <summary>Counts the texts of one cursor; null where the model has no columns of text.</summary>
    public UnseenLevels.Row? NewRow() => unseen?.NewRow();

    /// <summary>Counts rows.</summary>
    /// <param name="rows">Their features; empty where <paramref name="doubles"/> holds them.</param>
    /// <param name="doubles">The same in 64-bit floats.</param>
    /// <param name="count">How many.</param>
    /// <param name="scores">Their scores; empty where nobody asks for them.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<double> doubles, int count, ReadOnlySpan<float> scores)
    {
        lock (gate)
        {
            this.rows += count;
            foreach (var score in scores)
            {
                unscored += float.IsNaN(score) ? 1 : 0;
                infinite += float.IsInfinity(score) ? 1 : 0;
            }

            if (doubles.IsEmpty)
            {
                range.Add(rows);
            }
            else
            {
                range.Add(doubles);
            }
        }
    }

    /// <summary>Counts a row that holds a value that its column cannot have, and has no score.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void AddRefused(long row, string fault)
    {
        lock (gate)
        {
            refused.Add(row, fault);
        }
    }

    /// <summary>Says what was met once all cursors have come to their end.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref open) == 0)
        {
            say(Warnings());
        }
    }

    private IEnumerable<DataWarning> Warnings()
    {
        if (this.refused.Warning(rows, "have no score") is { } refused)
        {
            yield return refused;
        }

        if (unscored > this.refused.Rows)
        {
            var lacks = model.Options.MissingValues == MissingValueHandling.Observed ? (model.ContextDimension > 0 ? "an infinity, no value at all, or no value of their context" : "an infinity, or no value at all") : "a missing value or an infinity";
            yield return new DataWarning(
                "no-score",
                null,
                Invariant($"{unscored - this.refused.Rows} of {rows} rows hold {lacks} and have no score (NaN).{(isPipeline ? " AnomalyDetection.Evaluate leaves them out of every figure without saying so: what it says holds for the others." : "")}"));
        }

        if (infinite > 0)
        {
            yield return new DataWarning(
                "infinite-score",
                null,
                Invariant($"{infinite} of {rows} rows lie so far out that their score is infinite. They are flagged{(isPipeline ? ", but AnomalyDetection.Evaluate leaves them out of every figure without saying so" : "")}."));
        }

        foreach (var outside in range.Warnings())
        {
            yield return outside;
        }

        foreach (var warning in unseen?.Warnings(rows) ?? [])
        {
            yield return warning;
        }
    }
}
