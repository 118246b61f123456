using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Data;
using Vae.Data.Columns;
using Vae.Data.Files;
using Vae.Data.Formats;
using Vae.Data.Options;

namespace Vae.Cli.Inputs;

/// <summary>Opens the rows that a command line names, and says whether they fit a model.</summary>
internal static class DataOpener
{
    private const int NamesInAnError = 5;

    private static readonly CsvOptions Nothing = new();

    /// <summary>The label that asks for the file beside the pictures.</summary>
    public const string FindLabels = "auto";

    /// <summary>Opens a file, and tells what there is to warn of.</summary>
    /// <param name="request">What the command line says of it.</param>
    /// <exception cref="VaeDataException">The file, the label or a column is missing or broken.</exception>
    /// <exception cref="UsageException">A flag for tables was given with an idx file.</exception>
    public static ILabelledRowSource Open(DataRequest request)
    {
        var source = OpenFile(request);
        if (source is TableRowSource table)
        {
            request.Log.Tell(table.Warnings.Where(warning => !request.HasClasses || warning.Code is not (LabelCount.FewNormal or LabelCount.NoNormalLabel)));
        }

        return source;
    }

    /// <summary>Opens rows for a model, by the columns that it keeps.</summary>
    /// <exception cref="VaeDataException">As <see cref="Open"/>, or the columns are not those that the model was trained on.</exception>
    /// <exception cref="UsageException">A flag for tables was given with an idx file.</exception>
    public static ILabelledRowSource OpenFor(VaeModel model, DataRequest request)
    {
        var source = Open(request with
        {
            Columns = model.Columns ?? Numbers(model.FeatureNames, model.InputDimension),
            Csv = model.ContextDimension == 0 ? request.Csv : request.Csv with { ContextColumns = model.ContextColumnNames },
        });
        ThrowIfNotFitting(model, source, request.Path);
        return source;
    }

    /// <summary>The picture that each row of a file is, where the file itself says so, as an idx file does; else null, as where there is no such file.</summary>
    /// <exception cref="VaeDataException">The file is damaged.</exception>
    public static ImageShape? ImageOf(IReadOnlyList<string> paths) =>
        paths is [var path] && File.Exists(path) && TableOpener.Files(paths) is [{ Format: DataFormat.Idx }] ? new IdxRowSource(path).Image : null;

    /// <summary>What the columns of a file hold, found without a word; null where all are numbers.</summary>
    public static TableSchema? Survey(DataRequest request) => OpenFile(request).Columns;

    /// <summary>Throws where a flag says how lines of CSV are split but a file is none.</summary>
    /// <exception cref="UsageException">So it is.</exception>
    /// <exception cref="VaeDataException">A file is missing, or of a format that is not read.</exception>
    /// <exception cref="OperationCanceledException">Interrupted while the standard input was waited for.</exception>
    public static void ThrowIfNotForLines(DataRequest request)
    {
        if (request.Paths.Contains(StandardInput.Name))
        {
            StandardInput.Await(request.Csv.CancellationToken);
        }

        if (request.SplitsLines && TableOpener.Files(request.Paths).FirstOrDefault(file => file.Format is not (DataFormat.Csv or DataFormat.Idx)).Path is { } other)
        {
            throw new UsageException($"--header, --delimiter and --skip-lines say how the lines of CSV files are read but '{other}' is none; leave them out.");
        }
    }

    /// <summary>Tells what a pass over rows has met.</summary>
    public static void TellOfPass(ILabelledRowSource source, DataRequest request)
    {
        if (source is TableRowSource { LastTally: { } tally })
        {
            request.Log.Tell(tally.Warnings());
        }
    }

    /// <summary>Does something with rows, and tells what the pass over them has met: before the error where there is one, which it may be the reason of.</summary>
    public static T Telling<T>(ILabelledRowSource source, DataRequest request, Func<T> use)
    {
        try
        {
            var result = use();
            TellOfPass(source, request);
            return result;
        }
        catch (VaeDataException)
        {
            TellOfPass(source, request);
            throw;
        }
    }

    /// <summary>Tells which rows training has left out for a value that cannot be read, where what was told when the file was opened does not say so.</summary>
    public static void TellOfTraining(ILabelledRowSource source, DataRequest request)
    {
        if (source is TableRowSource { LastTally: { } tally } && !request.Log.Told.Any(warning => warning.Code is "refused-values" or "refused-rows") && tally.Refused("were left out", request.Processes) is { } warning)
        {
            request.Log.Tell([warning]);
        }
    }

    /// <summary>Rows of the last pass that hold a value that cannot be read, of which <see cref="TellOfPass"/> tells: they are not among those that hold a missing one.</summary>
    public static long RefusedRows(ILabelledRowSource source) => source is TableRowSource { LastTally: { } tally } ? tally.InvalidRows : 0;

    /// <summary>A table of numbers, named or numbered; null where none can be so wide, as rows of pictures may be.</summary>
    public static TableSchema? Numbers(IReadOnlyList<string>? names, int width)
    {
        try
        {
            return TableSchema.Numeric(names ?? [.. Enumerable.Range(1, width).Select(number => number.ToString(CultureInfo.InvariantCulture))]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static ILabelledRowSource OpenFile(DataRequest request)
    {
        ThrowIfNotForLines(request);
        var csv = request.Csv with
        {
            Header = request.Header ?? CsvHeader.Detect,
            IgnoredColumns = request.Ignored,
            Columns = request.Columns,
            Inference = request.Inference,
            InvalidRows = request.InvalidRows == InvalidRowChoice.Error ? InvalidRowHandling.Error : InvalidRowHandling.Nan,
            RefusesMissing = request.RefusesMissing,
            Threads = request.Threads,
            Processes = request.Processes,
        };
        if (request.Label != FindLabels)
        {
            return ThrowIfNotForIdx(RowSourceFactory.Open(request.Paths, new RowSourceOptions { Label = request.Label, Csv = csv }), request);
        }

        if (ThrowIfNotForIdx(OpenWithoutLabel(request.Paths, csv with { NormalLabel = null }), request) is not IdxRowSource)
        {
            return RowSourceFactory.Open(request.Paths, new RowSourceOptions { Label = request.Label, Csv = csv });
        }

        var labels = IdxRowSource.FindLabelFile(request.Path) ?? throw new VaeDataException(
            $"No file of labels lies beside '{request.Path}': --label auto looks for the same name with 'labels-idx1' in place of 'images-idx3';"
            + " give the path of the labels.");
        return RowSourceFactory.Open(request.Paths, new RowSourceOptions { Label = labels, Csv = new CsvOptions { NormalLabel = request.Csv.NormalLabel } });
    }

    /// <summary>Throws where the columns are not those that the model was trained on.</summary>
    /// <exception cref="VaeDataException">They are not; the message names the columns.</exception>
    public static void ThrowIfNotFitting(VaeModel model, ILabelledRowSource source, string path)
    {
        var trained = model.FeatureNames;
        var found = source.ColumnNames;
        if (source.ColumnCount != model.InputDimension)
        {
            var difference = trained is null || found is null ? "" : Difference(trained, found);
            throw new VaeDataException(
                Invariant($"'{path}' has {source.ColumnCount} feature columns but the model was trained on {model.InputDimension}{difference};")
                + " feed the columns it was trained on, name the label with --label and leave others out with --ignore, or train a new model.");
        }

        if (trained is null || found is null)
        {
            return;
        }

        for (var i = 0; i < trained.Count; i++)
        {
            if (!string.Equals(trained[i], found[i], StringComparison.Ordinal))
            {
                throw new VaeDataException(
                    Invariant($"Feature {i + 1} of '{path}' is column '{found[i]}' but the model was trained on '{trained[i]}' there{Difference(trained, found)};")
                    + " feed the columns it was trained on in the same order, or train a new model.");
            }
        }
    }

    private static ILabelledRowSource OpenWithoutLabel(IReadOnlyList<string> paths, CsvOptions csv) =>
        RowSourceFactory.Open(paths, new RowSourceOptions { Csv = csv });

    // How reading is ended is said by no flag.
    private static ILabelledRowSource ThrowIfNotForIdx(ILabelledRowSource source, DataRequest request) => source switch
    {
        IdxRowSource when request.Ignored.Count > 0 || request.Header is not null || request.Inference?.Kinds.Count > 0 || request.Inference?.MarkersAreNames.Count > 0 || request.Csv with { CancellationToken = default, NormalLabel = null } != Nothing =>
            throw new UsageException($"{OfTables(request)} for tables but '{request.Path}' is an idx file; leave {(OfTables(request).EndsWith("is", StringComparison.Ordinal) ? "it" : "them")} out."),
        _ => source,
    };

    /// <summary>The flags for tables that were given, with their verb.</summary>
    private static string OfTables(DataRequest request)
    {
        (string Name, bool IsGiven)[] flags =
        [
            ("--ignore", request.Ignored.Count > 0), ("--header", request.Header is not null), ("--weight", request.Csv.WeightColumn is not null),
            ("--na", request.Csv.MissingTexts.Count > 0), ("--decimal", request.Csv.DecimalComma), ("--delimiter", request.Csv.Delimiter is not null), ("--skip-lines", request.Csv.SkippedLines.Count > 0),
            ("--date", request.Csv.Dates.Count > 0), ("--given", request.Csv.ContextColumns.Count > 0),
            ("--na-is-name", request.Inference?.MarkersAreNames.Count > 0),
            .. (request.Inference?.Kinds.Values ?? []).Distinct().Select(kind => ($"--{kind.ToString().ToLowerInvariant()}", true)),
        ];
        var given = flags.Where(flag => flag.IsGiven).Select(flag => flag.Name).ToArray();
        return given.Length == 1 ? $"{given[0]} is" : $"{string.Join(", ", given)} are";
    }

    /// <summary>Throws where rows to validate on have other columns than the training rows.</summary>
    /// <exception cref="VaeDataException">They have.</exception>
    public static void ThrowIfNotAlike(IRowSource training, IRowSource other, string path)
    {
        if (training.ColumnCount != other.ColumnCount)
        {
            throw new VaeDataException(
                Invariant($"'{path}' has {other.ColumnCount} feature columns but the training rows have {training.ColumnCount}; give a file with the same columns."));
        }

        if (training.ColumnNames is { } wanted && other.ColumnNames is { } found && !wanted.SequenceEqual(found, StringComparer.Ordinal))
        {
            throw new VaeDataException(
                $"'{path}' has other columns than the training rows, or in another order{Difference(wanted, found)}; give a file with the same columns.");
        }
    }

    private static string Difference(IReadOnlyList<string> trained, IReadOnlyList<string> found)
    {
        var extra = found.Except(trained).ToList();
        var missing = trained.Except(found).ToList();
        return (extra.Count > 0 ? $", with {Names(extra)} it does not know" : "")
            + (missing.Count > 0 ? $", and {Names(missing)} is missing" : "");
    }

    private static string Names(List<string> names) =>
        string.Join(", ", names.Take(NamesInAnError).Select(name => $"'{name}'"))
        + (names.Count > NamesInAnError ? Invariant($" and {names.Count - NamesInAnError} more") : "");
}
