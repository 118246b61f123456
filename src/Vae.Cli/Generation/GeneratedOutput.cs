using System.CommandLine;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Output;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Generation;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Pictures;

namespace Vae.Cli.Generation;

/// <summary>Where rows that were made go: a picture, a table, or both. The files are opened before the work begins.</summary>
internal sealed class GeneratedOutput : IDisposable
{
    private readonly VaeModel model;
    private readonly ImageShape? shape;
    private readonly SheetOptions sheet;
    private readonly TableEncoder? encoder;
    private readonly bool hasCodes;
    private readonly AtomicFile? pictureFile;
    private readonly AtomicFile? tableFile;
    private readonly CsvWriter? table;
    private long rows;
    private Picture? picture;

    /// <exception cref="UsageException">The flags contradict one another, or the shape is not known or not that of the rows.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public GeneratedOutput(GenerationFlags flags, ParseResult parsed, VaeModel model)
    {
        this.model = model;
        encoder = model.Columns is { } columns ? new TableEncoder(columns) : null;
        var path = parsed.GetValue(flags.Out)!;
        var isPicture = path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        var tablePath = isPicture ? parsed.GetValue(flags.Csv) : path;
        ThrowIfContradicting(flags, parsed, path, isPicture);
        hasCodes = parsed.GetValue(flags.Codes);
        shape = isPicture ? PictureShape.Of(model, parsed.GetValue(flags.Image)) : null;
        var spansUnit = model.Options is { Likelihood: BernoulliLikelihood, Scaling: ScalingKind.None };
        sheet = new SheetOptions
        {
            Columns = parsed.GetValue(flags.Columns),
            Zoom = parsed.GetValue(flags.Zoom),
            Low = parsed.GetValue(flags.Low) ?? (spansUnit ? 0 : null),
            High = parsed.GetValue(flags.High) ?? (spansUnit ? 1 : null),
        };
        pictureFile = isPicture ? AtomicFile.Create(path) : null;
        try
        {
            tableFile = tablePath is null ? null : AtomicFile.Create(tablePath, CsvWriter.IsCompressed(tablePath));
        }
        catch
        {
            pictureFile?.Dispose();
            throw;
        }

        if (tableFile is not null)
        {
            table = new CsvWriter(tableFile.Content);
            table.WriteHeader(ColumnNames());
        }
    }

    /// <summary>Whether all rows have to be there at once.</summary>
    public bool NeedsAllRows => pictureFile is not null;

    /// <summary>Rows for the table.</summary>
    public void AddToTable(GeneratedRows generated)
    {
        rows += generated.Count;
        for (var row = 0; row < generated.Count && table is not null; row++)
        {
            WriteRow(generated, row);
            Write(hasCodes ? generated.Code(row) : default);
            table.EndRow();
        }
    }

    /// <summary>Draws the picture, where one is wanted.</summary>
    /// <param name="tiles">Row-major rows; NaN leaves a place empty.</param>
    /// <param name="columns">Tiles in a line; null takes what the flags say.</param>
    public void Draw(ReadOnlySpan<float> tiles, int? columns = null)
    {
        if (pictureFile is not null)
        {
            var sheet = columns is null ? this.sheet : this.sheet with { Columns = columns };
            try
            {
                picture = PictureSheet.Draw(tiles, shape!, sheet);
            }
            catch (ArgumentException exception)
            {
                throw UsageException.Of(exception);
            }

            picture.SavePng(pictureFile.Content);
        }
    }

    /// <summary>Gives the files their names, and prints what was made.</summary>
    public void Commit(TextWriter output, bool asJson)
    {
        table?.Flush();
        tableFile?.Commit();
        pictureFile?.Commit();
        var figures = new Figures();
        figures.Add("rows", "rows", rows);
        figures.Add("inputDimension", "features a row", model.InputDimension);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        if (this.picture is { } picture)
        {
            figures.Add("image", "a row as a picture", shape!.ToString());
            figures.Add("width", "picture's width", picture.Width, "pixels");
            figures.Add("height", "picture's height", picture.Height, "pixels");
        }

        figures.Write(output, asJson);
    }

    public void Dispose()
    {
        pictureFile?.Dispose();
        tableFile?.Dispose();
    }

    private static void ThrowIfContradicting(GenerationFlags flags, ParseResult parsed, string path, bool isPicture)
    {
        if (!isPicture && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out '{path}' ends in neither .png, a picture, nor .csv or .csv.gz, a table; give such a name.");
        }

        if (!isPicture && parsed.GetResult(flags.Csv) is not null)
        {
            throw new UsageException("--out and --csv both name a table; leave out one of them, or give --out a name that ends in .png.");
        }

        if (!isPicture && flags.PictureFlags.FirstOrDefault(flag => parsed.GetResult(flag) is not null) is { } picture)
        {
            throw new UsageException($"{picture.Name} is for pictures, but --out '{path}' is a table; leave it out, or give a name that ends in .png.");
        }

        if (isPicture && parsed.GetValue(flags.Codes) && parsed.GetResult(flags.Csv) is null)
        {
            throw new UsageException($"--codes is for tables, but --out '{path}' is a picture; add --csv, or leave it out.");
        }
    }

    private IEnumerable<string> ColumnNames()
    {
        var names = (model.Columns?.Columns.Select(column => column.Name) ?? model.FeatureNames)?.Select(CsvWriter.Quote) ?? Numbered("x", model.InputDimension);
        return hasCodes ? names.Concat(Numbered("z", model.LatentDimension)) : names;
    }

    private static IEnumerable<string> Numbered(string letter, int count) =>
        Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{letter}{i}"));

    /// <summary>A row as the table that the model was trained on has it: levels by their names.</summary>
    private void WriteRow(GeneratedRows generated, int row)
    {
        if (encoder is null && !generated.HasOrigin)
        {
            Write(generated.Row(row));
            return;
        }

        var columns = encoder?.Schema.Columns.Length ?? model.InputDimension;
        for (var column = 0; column < columns; column++)
        {
            if (encoder is not null && (!generated.HasOrigin || encoder.Schema.Columns[column].Kind != ColumnKind.Numeric))
            {
                table!.Write(encoder.Decode(column, generated.Row(row)));
            }
            else
            {
                table!.Write(generated.Value(row, encoder?.Schema.Offset(column) ?? column));
            }
        }
    }

    private void Write(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            table!.Write(value);
        }
    }
}
