using System.Collections.Frozen;
using Vae.Core.Models;
using Vae.Core.Processes;

namespace Vae.Data.Options;

/// <summary>What the columns of a table mean and what becomes of values that cannot be read; the same for tables of every format.</summary>
public record TableOptions
{
    /// <summary>
    /// The column that is the label and no feature: its name or, where none has that name, its number from 1. Null (the default) for none. 0, or <see cref="NormalLabel"/>, is the label of a
    /// normal row; true and false are 1 and 0; an empty label is none, and comes out as NaN.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// The label of normal rows, which comes out as 0 and every other label as 1; numbers are compared as numbers and texts as texts. Null (the default): labels are numbers, and 0 is normal.
    /// </summary>
    public string? NormalLabel { get; init; }

    /// <summary>
    /// The column that holds the weight of each row and no feature; named as <see cref="LabelColumn"/> is. Null (the default): every row counts once. A weight is a number, 0 or more; any other value, and none, is an error
    /// whatever <see cref="InvalidRows"/> says. A row of weight 0 is left out of what is learned, and of what <see cref="Inference"/> finds; what weights mean is said in <see cref="IRowSource.WeightName"/>.
    /// </summary>
    public string? WeightColumn { get; init; }

    /// <summary>
    /// Columns that are no features and are not looked at, so that they may hold text and have a name that is there twice; named as <see cref="LabelColumn"/> is. Default none.
    /// </summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>
    /// Columns that are the context of a row, told to a model and not scored; named as <see cref="LabelColumn"/> is. They come behind the other features, in the order that they are named in, and a model that is trained on
    /// the rows takes them for its context (<see cref="IRowSource.ContextColumnCount"/>). Where <see cref="Columns"/> is given it has them in its order, and a table without names, which could not be taken by place, is
    /// refused. Default none.
    /// </summary>
    public IReadOnlyList<string> ContextColumns { get; init; } = [];

    /// <summary>
    /// The columns that hold features, with the levels of those that hold text, as a model keeps them in <see cref="VaeModel.Columns"/>. They are found in the table by their names, in whatever
    /// order; what else the table has is left out, with a warning. Where the table or these have no names but numbers, they are taken by their place and must be as many.
    /// Null (the default): all columns of the table, told by <see cref="Inference"/>.
    /// </summary>
    public TableSchema? Columns { get; init; }

    /// <summary>
    /// How to tell columns that hold text from columns of numbers, with one pass over the whole table; not looked at where <see cref="Columns"/> is given. Null (the default): every column holds
    /// numbers, and a text is an error.
    /// </summary>
    public ColumnInference? Inference { get; init; }

    /// <summary>Texts that mark a missing value, besides the empty one, NaN, NA, N/A, null and ?, in small or capital letters. Default none.</summary>
    public IReadOnlyList<string> MissingTexts { get; init; } = [];

    /// <summary>Whether numbers are written with a decimal comma, as in 1,5, and a point is an error. Default false.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// Columns of dates and times that become features of their own, by the column's name: for each part the sine and the cosine of where the time stands in it, so that 23:59 is near 0:00. They are
    /// called <c>when.hour.sin</c> and so on; a model that has such columns makes them of the column <c>when</c> without being asked. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DatePart>> Dates { get; init; } = FrozenDictionary<string, IReadOnlyList<DatePart>>.Empty;

    /// <summary>What becomes of rows that hold a value that cannot be read as what its column holds. Default <see cref="InvalidRowHandling.Error"/>.</summary>
    public InvalidRowHandling InvalidRows { get; init; }

    /// <summary>Threads that read the rows of long files, at least 0, whatever their number with the same result; 0 (the default) is one a processor. CSV files are shared among them.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The processes that open this table together, of which this is one: the first makes the pass of <see cref="Inference"/>, and tells the others what it has found. Null (the default): this one alone.
    /// </summary>
    public IProcessGroup? Processes { get; init; }

    /// <summary>
    /// Whether a missing value or an infinity is a value that cannot be read, so that <see cref="InvalidRows"/> decides about it and an error names its place in the file. Default false: it comes out as
    /// NaN or infinite, of a categorical column as NaN throughout.
    /// </summary>
    public bool RefusesMissing { get; init; }

    /// <summary>Whether labels are numbers of classes and no row that cannot be read may be left out, so that errors speak of that. Default false.</summary>
    internal bool LabelsAreClasses { get; init; }

    /// <summary>Ends a pass over the table, of <see cref="Inference"/> or of rows, with an <see cref="OperationCanceledException"/>. Default none.</summary>
    public CancellationToken CancellationToken { get; init; }
}
