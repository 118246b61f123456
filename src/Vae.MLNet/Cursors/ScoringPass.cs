using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>Counts what one pass over the rows of a data view meets that its owner should know. Safe to use from several threads at once.</summary>
/// <param name="model">The model that the rows are for.</param>
/// <param name="cursors">Cursors that share the rows.</param>
/// <param name="isPipeline">Whether the rows may be evaluated by ML.NET, of which there is something to say too.</param>
/// <param name="say">Told at the end.</param>
internal sealed class ScoringPass(VaeModel model, int cursors, bool isPipeline, Action<IEnumerable<DataWarning>> say)
{
    private readonly Lock _lock = new();
    private readonly RangeCounter _range = new(model);
    private readonly UnseenLevels? _unseen = model.Columns is { } table ? new UnseenLevels(table) : null;
    private readonly RefusedValues _refused = new();
    private int _open = cursors;
    private long _rows;
    private long _unscored;
    private long _infinite;

    /// <summary>Counts the texts of one cursor; null where the model has no columns of text.</summary>
    public UnseenLevels.Row? NewRow() => _unseen?.NewRow();

    /// <summary>Counts rows.</summary>
    /// <param name="rows">Their features; empty where <paramref name="doubles"/> holds them.</param>
    /// <param name="doubles">The same in 64-bit floats.</param>
    /// <param name="count">How many.</param>
    /// <param name="scores">Their scores; empty where nobody asks for them.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<double> doubles, int count, ReadOnlySpan<float> scores)
    {
        lock (_lock)
        {
            _rows += count;
            foreach (var score in scores)
            {
                _unscored += float.IsNaN(score) ? 1 : 0;
                _infinite += float.IsInfinity(score) ? 1 : 0;
            }

            if (doubles.IsEmpty)
            {
                _range.Add(rows);
            }
            else
            {
                _range.Add(doubles);
            }
        }
    }

    /// <summary>Counts a row that holds a value that its column cannot have, and has no score.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void AddRefused(long row, string fault)
    {
        lock (_lock)
        {
            _refused.Add(row, fault);
        }
    }

    /// <summary>Says what was met once all cursors have come to their end.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            say(Warnings());
        }
    }

    private IEnumerable<DataWarning> Warnings()
    {
        if (_refused.Warning(_rows, "have no score") is { } refused)
        {
            yield return refused;
        }

        if (_unscored > _refused.Rows)
        {
            var lacks = model.Options.MissingValues == MissingValueHandling.Observed ? "an infinity, or no value at all" : "a missing value or an infinity";
            yield return new DataWarning(
                "no-score",
                null,
                Invariant($"{_unscored - _refused.Rows} of {_rows} rows hold {lacks} and have no score (NaN).{(isPipeline ? " AnomalyDetection.Evaluate leaves them out of every figure without saying so: what it says holds for the others." : "")}"));
        }

        if (_infinite > 0)
        {
            yield return new DataWarning(
                "infinite-score",
                null,
                Invariant($"{_infinite} of {_rows} rows lie so far out that their score is infinite. They are flagged{(isPipeline ? ", but AnomalyDetection.Evaluate leaves them out of every figure without saying so" : "")}."));
        }

        if (_range.Warning is { } outside)
        {
            yield return outside;
        }

        foreach (var warning in _unseen?.Warnings(_rows) ?? [])
        {
            yield return warning;
        }
    }
}
