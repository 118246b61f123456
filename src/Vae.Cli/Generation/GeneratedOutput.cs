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
    private readonly TableOutput? tableOutput;
    private readonly ITableWriter? table;
    private readonly CliEnvironment environment;
    private long rows;
    private Picture? picture;

    /// <exception cref="UsageException">The flags contradict one another, or the shape is not known or not that of the rows.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public GeneratedOutput(GenerationFlags flags, ParseResult parsed, VaeModel model, CliEnvironment environment)
    {
        this.environment = environment;
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
            tableOutput = TableOutput.Open(tablePath, environment);
        }
        catch
        {
            pictureFile?.Dispose();
            throw;
        }

        table = tableOutput?.Writer;
        table?.WriteHeader([.. Columns()]);
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
                picture = PictureSheet.Draw(WithoutContext(tiles), shape!, sheet);
            }
            catch (ArgumentException exception)
            {
                throw UsageException.Of(exception);
            }

            picture.SavePng(pictureFile.Content);
        }
    }

    private ReadOnlySpan<float> WithoutContext(ReadOnlySpan<float> tiles)
    {
        if (model.ContextDimension == 0)
        {
            return tiles;
        }

        var (width, pixels) = (model.InputDimension, model.InputDimension - model.ContextDimension);
        var pictures = new float[tiles.Length / width * pixels];
        for (var tile = 0; tile * width < tiles.Length; tile++)
        {
            tiles.Slice(tile * width, pixels).CopyTo(pictures.AsSpan(tile * pixels));
        }

        return pictures;
    }

    /// <summary>Gives the files their names, and prints what was made.</summary>
    public void Commit(bool asJson)
    {
        tableOutput?.Commit();
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

        figures.Write(TableOutput.MessagesOf(tableOutput, environment), asJson);
    }

    public void Dispose()
    {
        pictureFile?.Dispose();
        tableOutput?.Dispose();
    }

    private static void ThrowIfContradicting(GenerationFlags flags, ParseResult parsed, string path, bool isPicture)
    {
        if (!isPicture && !TableOutput.IsTable(path))
        {
            throw new UsageException($"--out '{path}' ends in neither .png, a picture, nor .csv, .csv.gz, .csv.zst or .parquet, a table; give such a name, or - for the standard output.");
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

    private IEnumerable<OutputColumn> Columns()
    {
        IEnumerable<OutputColumn> columns = model.Columns is { } schema
            ? schema.Columns.Select(column => new OutputColumn(column.Name, TypeOf(column.Kind)))
            : OutputColumn.Of(model.FeatureNames ?? Numbered("x", model.InputDimension), TypeOf(ColumnKind.Numeric));
        return hasCodes ? columns.Concat(OutputColumn.Of(Numbered("z", model.LatentDimension), OutputType.Single)) : columns;
    }

    /// <summary>What values of a kind are: 64-bit floats where 32 lack digits.</summary>
    private OutputType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Categorical => OutputType.Text,
        ColumnKind.Binary => OutputType.Truth,
        ColumnKind.Numeric when !model.Origin.IsEmpty => OutputType.Double,
        _ => OutputType.Single,
    };

    private static IEnumerable<string> Numbered(string letter, int count) =>
        Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{letter}{i}"));

    /// <summary>A row as the table that the model was trained on has it: levels by their names.</summary>
    private void WriteRow(GeneratedRows generated, int row)
    {
        var values = generated.Row(row);
        for (var column = 0; column < (encoder?.Schema.Columns.Length ?? model.InputDimension); column++)
        {
            var feature = encoder?.Schema.Offset(column) ?? column;
            var type = TypeOf(encoder?.Schema.Columns[column].Kind ?? ColumnKind.Numeric);
            if (type == OutputType.Text && encoder!.Decode(column, values) is { } level)
            {
                table!.Write(level);
            }
            else if (type == OutputType.Text || (encoder is not null && float.IsNaN(values[feature])))
            {
                table!.WriteMissing();
            }
            else if (type == OutputType.Truth)
            {
                table!.WriteTruth(values[feature] >= 0.5f, model.TruthsOfFeatures.GetValueOrDefault(feature));
            }
            else if (type == OutputType.Double)
            {
                table!.Write(generated.Value(row, feature));
            }
            else
            {
                table!.Write(values[feature]);
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
