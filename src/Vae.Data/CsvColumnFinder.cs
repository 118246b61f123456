using System.Text;
using CsvHelper;

namespace Vae.Data;

/// <summary>Tells the kinds of a file's columns, and finds the levels of those that hold text.</summary>
internal sealed class CsvColumnFinder
{
    private const int SampleRows = 10_000;

    private readonly Func<CsvReader> _open;
    private readonly string _path;
    private readonly CsvLayout _layout;
    private readonly ColumnInference _inference;

    /// <summary>What is known of each feature column; null where nothing but missing values was seen.</summary>
    private readonly ColumnKind?[] _kinds;

    /// <summary>For each feature column where a text was seen first, to be named in errors.</summary>
    private readonly (string Text, long Line)?[] _firstTexts;

    private CsvColumnFinder(Func<CsvReader> open, string path, CsvLayout layout, ColumnInference inference)
    {
        _open = open;
        _path = path;
        _layout = layout;
        _inference = inference;
        _kinds = new ColumnKind?[layout.ColumnNames.Length];
        _firstTexts = new (string, long)?[_kinds.Length];
        foreach (var (name, kind) in inference.Kinds)
        {
            _kinds[layout.FindFeature(name, path, kind)] = kind;
        }
    }

    /// <summary>Reads the file once for the kinds, its first rows only and not where all are given, and once more where there are levels to find.</summary>
    /// <exception cref="VaeDataException">A column has too many levels or none, or a text that can be no level, or a row is malformed.</exception>
    public static TableSchema Find(Func<CsvReader> open, string path, CsvLayout layout, ColumnInference inference)
    {
        var finder = new CsvColumnFinder(open, path, layout, inference);
        if (finder._kinds.Contains(null))
        {
            finder.Sample();
        }

        var counters = finder.CountLevels();
        return new TableSchema(
            [.. finder._kinds.Select((kind, column) => kind == ColumnKind.Categorical
                ? finder.Categorical(column, counters[column]!)
                : new TableColumn(layout.ColumnNames[column], kind ?? ColumnKind.Numeric))]);
    }

    private void Sample()
    {
        var isOpen = Array.ConvertAll(_kinds, kind => kind is null);
        using var csv = _open();
        _layout.SkipHeader(csv, _path);
        for (var row = 0; row < SampleRows && CsvRowReader.ReadRecord(csv, _path); row++)
        {
            _layout.ThrowIfRagged(csv, _path);
            for (var field = 0; field < _layout.Targets.Length; field++)
            {
                var column = _layout.Targets[field];
                if (column >= 0 && isOpen[column])
                {
                    Look(column, csv.GetSpan(field), csv.LineNumber);
                    isOpen[column] = _kinds[column] != ColumnKind.Categorical;
                }
            }
        }
    }

    private void Look(int column, ReadOnlySpan<byte> text, long line)
    {
        if (CellText.IsMissing(text))
        {
            return;
        }

        var kind = CellText.IsNumber(text) ? ColumnKind.Numeric
            : CellText.TryReadTruth(text, out float _) ? ColumnKind.Binary
            : ColumnKind.Categorical;
        if (kind != ColumnKind.Numeric)
        {
            _firstTexts[column] ??= (CellText.Excerpt(text), line);
        }

        // Numbers among truth values are neither: their texts are levels.
        _kinds[column] = _kinds[column] is null || _kinds[column] == kind ? kind : ColumnKind.Categorical;
    }

    /// <summary>One counter a categorical column, null for the others.</summary>
    private LevelCounter?[] CountLevels()
    {
        var budget = new LevelBudget();
        var counters = Array.ConvertAll(_kinds, kind => kind == ColumnKind.Categorical ? new LevelCounter(budget) : null);
        if (Array.TrueForAll(counters, counter => counter is null))
        {
            return counters;
        }

        var labelField = _inference.NormalRowsOnly ? Array.IndexOf(_layout.Targets, CsvLayout.Label) : -1;
        using var csv = _open();
        _layout.SkipHeader(csv, _path);
        while (CsvRowReader.ReadRecord(csv, _path))
        {
            _layout.ThrowIfRagged(csv, _path);
            if (labelField >= 0 && CellText.TryRead(csv.GetSpan(labelField), out float label) && label != 0)
            {
                continue;
            }

            for (var field = 0; field < _layout.Targets.Length; field++)
            {
                if (_layout.Targets[field] is >= 0 and var column && counters[column] is { } counter)
                {
                    Count(counter, column, csv.GetSpan(field), csv.LineNumber);
                }
            }
        }

        return counters;
    }

    private void Count(LevelCounter counter, int column, ReadOnlySpan<byte> text, long line)
    {
        if (CellText.IsMissing(text))
        {
            return;
        }

        // Three bytes of UTF-8 a UTF-16 unit at most; what passes here by a hair is refused as a level.
        if (text.Length > 3 * TableColumn.MaximumTextLength)
        {
            throw new VaeDataException(
                Invariant($"{Place(column)}, line {line}: found a text of {text.Length} bytes, '{CellText.Excerpt(text)}', which is no level of a category; ")
                + "leave the column out, or shorten its texts.");
        }

        if (!counter.TryAdd(text))
        {
            throw new VaeDataException(
                Invariant($"{Place(column)} and the other columns of text hold more different texts than can be counted (64 MiB, full on line {line}); leave out columns that are ")
                + "free text or ids.");
        }

        if (_inference.MinimumLevelCount == 1 && counter.Count > _inference.MaximumLevels)
        {
            throw TooMany(column, Invariant($"more than {_inference.MaximumLevels} different texts up to line {line}"));
        }
    }

    private TableColumn Categorical(int column, LevelCounter counter)
    {
        try
        {
            var levels = counter.Levels(_inference.MinimumLevelCount);
            if (levels.IsEmpty)
            {
                throw new VaeDataException(counter.Count == 0
                    ? $"{Place(column)} is categorical but holds nothing but missing values; leave the column out."
                    : Invariant($"{Place(column)} holds {counter.Count} different texts but none of them {_inference.MinimumLevelCount} times, the least count of a level; ask for ")
                    + "fewer, or leave the column out.");
            }

            return levels.Length <= _inference.MaximumLevels
                ? new TableColumn(_layout.ColumnNames[column], ColumnKind.Categorical, levels)
                : throw TooMany(column, Invariant($"{levels.Length} different texts that occur {_inference.MinimumLevelCount} times or more"));
        }
        catch (DecoderFallbackException error)
        {
            throw new VaeDataException($"{Place(column)} holds a text that is not UTF-8; save the file as UTF-8.", error);
        }
        catch (ArgumentException error)
        {
            throw new VaeDataException($"{Place(column)}: {error.Message}", error);
        }
    }

    private VaeDataException TooMany(int column, string found)
    {
        var first = _firstTexts[column] is { } seen ? Invariant($" ('{seen.Text}' on line {seen.Line} is no number)") : "";
        return new VaeDataException(
            Invariant($"{Place(column)} holds text{first} and has {found}, at most {_inference.MaximumLevels} levels are allowed. If it is an id or free ")
            + "text, leave it out (CsvOptions.IgnoredColumns); if it is a column of numbers, mend the texts; otherwise fold rare levels into unseen ones "
            + "(ColumnInference.MinimumLevelCount), or allow more (ColumnInference.MaximumLevels).");
    }

    private string Place(int column) => $"'{_path}', {_layout.Describe(Array.IndexOf(_layout.Targets, column))}";
}
