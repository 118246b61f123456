using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Cli.Flags;

/// <summary>The flags that say what the columns of a CSV file hold, where that is not to be told from the file.</summary>
internal sealed class ColumnFlags
{
    public Option<IReadOnlyList<string>?> Categorical { get; } = Flag.Parsed<IReadOnlyList<string>?>("--categorical", "COLUMN,...",
        "Columns whose values are names, also where they look like numbers, such as a port. Columns of text are taken for this without being named.", NameList.Parse);

    public Option<IReadOnlyList<string>?> Binary { get; } = Flag.Parsed<IReadOnlyList<string>?>("--binary", "COLUMN,...", "Columns of 0 and 1. Columns of true and false are taken for this without being named.", NameList.Parse);

    public Option<IReadOnlyList<string>?> Count { get; } = Flag.Parsed<IReadOnlyList<string>?>("--count", "COLUMN,...", "Columns of counts, such as bytes, of which the model sees log(1 + x).", NameList.Parse);

    public Option<IReadOnlyList<string>?> Numeric { get; } = Flag.Parsed<IReadOnlyList<string>?>("--numeric", "COLUMN,...", "Columns of numbers, in which a text is an error.", NameList.Parse);

    public Option<IReadOnlyList<string>?> MarkersAreNames { get; } = Flag.Parsed<IReadOnlyList<string>?>("--na-is-name", "COLUMN,...",
        "Columns of names of which NA, N/A, null, NaN or ? is one, as NA among codes of countries; an empty field and the texts of --na stay missing values. The model remembers it.", NameList.Parse);

    public Option<int?> MaxLevels { get; } = Flag.Number<int>("--max-levels", "Most different texts of a column before the file is refused, 1 to 65536. Default 256.");

    public Option<int?> MinLevelCount { get; } = Flag.Number<int>("--min-level-count",
        "Texts that occur fewer times are not learned and count as never seen. Default 1: all are learned.");

    public Option<IReadOnlyDictionary<string, IReadOnlyList<DatePart>>?> Dates { get; } = Flag.Parsed<IReadOnlyDictionary<string, IReadOnlyList<DatePart>>?>("--date", "COLUMN=PART,...",
        "Columns of dates or times to learn by parts that come again: minute, hour, weekday, day, month, yearday, each as a sine and a cosine. More columns follow a semicolon. Other columns of times are learned as they are.",
        DateList.Parse);

    public Option<IReadOnlyList<string>?> Given { get; } = Flag.Parsed<IReadOnlyList<string>?>("--given", "COLUMN,...",
        "Columns that are the context of a row: the model is told them and scores the rest by what it is there, as a load is ordinary at noon and strange at night.", NameList.Parse);

    public FlagGroup Group => new("Columns of a table", Categorical, Binary, Count, Numeric, MarkersAreNames, Dates, Given, MaxLevels, MinLevelCount);

    /// <summary>How tables are read, with the columns that the flags name.</summary>
    public CsvOptions In(CsvOptions options, ParseResult parsed) =>
        options with { Dates = parsed.GetValue(Dates) ?? options.Dates, ContextColumns = parsed.GetValue(Given) ?? options.ContextColumns };

    /// <exception cref="UsageException">A number is out of range, or a column is named twice.</exception>
    public ColumnInference Read(ParseResult parsed, bool normalRowsOnly)
    {
        var kinds = new Dictionary<string, ColumnKind>();
        var flags = new Dictionary<string, string>();
        Add(Categorical, ColumnKind.Categorical);
        Add(Binary, ColumnKind.Binary);
        Add(Count, ColumnKind.Count);
        Add(Numeric, ColumnKind.Numeric);
        var defaults = new ColumnInference();
        var inference = new ColumnInference
        {
            Kinds = kinds,
            MarkersAreNames = parsed.GetValue(MarkersAreNames) ?? [],
            MaximumLevels = parsed.GetValue(MaxLevels) ?? defaults.MaximumLevels,
            MinimumLevelCount = parsed.GetValue(MinLevelCount) ?? defaults.MinimumLevelCount,
            NormalRowsOnly = normalRowsOnly,
        };
        try
        {
            inference.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }

        return inference;

        void Add(Option<IReadOnlyList<string>?> flag, ColumnKind kind)
        {
            foreach (var name in parsed.GetValue(flag) ?? [])
            {
                if (!kinds.TryAdd(name, kind))
                {
                    throw new UsageException($"{flags[name]} and {flag.Name} both name the column '{name}'; leave out one of them.");
                }

                flags[name] = flag.Name;
            }
        }
    }
}
