using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>What becomes of values that cannot be read, and the words for it.</summary>
/// <param name="layout">The columns of the table.</param>
/// <param name="handling">Whether one is an error.</param>
/// <param name="mayDeclare">Whether the kinds of columns may be declared.</param>
internal sealed class Refusals(ColumnLayout layout, InvalidRowHandling handling, bool mayDeclare)
{
    /// <summary>How many values that could not be read are told of in words.</summary>
    public const int MostExamples = 3;

    private const string HugeAdvice = "; rescale the column, leave the field empty if the value is missing, or leave such rows out (set Training.InvalidRows to Skip).";

    private readonly List<string> examples = [];
    private readonly List<long> places = [];

    /// <summary>Whether labels are numbers of classes, and no row may be left out. Default false.</summary>
    public bool AreClasses { get; init; }

    /// <summary>Values that could not be read and were no error.</summary>
    public long Count { get; private set; }

    /// <summary>The words for the first of them.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Where each of these stands.</summary>
    public IReadOnlyList<long> Places => places;

    /// <summary>The warning of rows that hold a value that cannot be read, alike for files and data views.</summary>
    /// <param name="refused">How many do.</param>
    /// <param name="rows">Rows in all.</param>
    /// <param name="outcome">What became of them, after "hold a value that cannot be read and".</param>
    /// <param name="examples">The words for the first of them.</param>
    public static DataWarning Warning(long refused, long rows, string outcome, IReadOnlyList<string> examples) => new(
        "refused-values", null,
        Invariant($"{refused} of {rows} rows hold a value that cannot be read and {outcome}: {string.Join("; ", examples)}{(refused > examples.Count ? "; and others" : "")}."));

    /// <summary>A record that cannot be read as a whole.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="fault">What is wrong, as the end of a sentence.</param>
    /// <exception cref="VaeDataException">That is an error.</exception>
    public void Refuse(long place, string fault) => Refuse(place, $"{Place(place)}: {fault}.", OrLeaving);

    /// <summary>A label that cannot be read.</summary>
    /// <exception cref="VaeDataException">That is an error.</exception>
    public void RefuseLabel(long place, int field, string found) =>
        Refuse(place, $"{Place(place)}, label {layout.Names.Describe(field)}: found '{found}', {(AreClasses ? LabelReader.WantedClass : LabelReader.Wanted(found))}.", OrLeaving);

    /// <summary>A value that is not of its column's kind.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="field">Its field.</param>
    /// <param name="found">The value, for people.</param>
    /// <param name="wanted">Says what was wanted in the place of a value, as the end of a sentence.</param>
    /// <exception cref="VaeDataException">That is an error.</exception>
    public void RefuseValue(long place, int field, string found, Func<string, string> wanted)
    {
        if (handling != InvalidRowHandling.Error && examples.Count == MostExamples)
        {
            Count++;
            return;
        }

        Refuse(place, $"{At(place, field)}: found '{found}', {wanted(found)}", "; correct the value, " + Advice(found));
    }

    /// <summary>A number beyond what a 32-bit float holds.</summary>
    /// <exception cref="VaeDataException">That is an error.</exception>
    public void RefuseHuge(long place, int field, string found) => Refuse(place, Beyond(place, field, found), HugeAdvice);

    /// <summary>What is said of such a number.</summary>
    public string Huge(long place, int field, string found) => Beyond(place, field, found) + HugeAdvice;

    /// <summary>A value that is missing where one is needed.</summary>
    /// <exception cref="VaeDataException">That is an error.</exception>
    public void RefuseMissing(long place, int field, string found) => Refuse(
        place,
        $"{At(place, field)}: found {found}, where training needs a value",
        "; fill it in, set Training.InvalidRows to Skip to leave such rows out, or learn from what is there (VaeOptions.MissingValues = Observed).");

    /// <summary>Where a field of a record stands.</summary>
    public string At(long place, int field) => $"{Place(place)}, {layout.Names.Describe(field)}";

    /// <summary>What may be done about a value that is not of its column's kind.</summary>
    /// <param name="found">The value; null where it marks no missing one.</param>
    public string Advice(string? found) =>
        (found is null || found.AsSpan().ContainsAny(",\"") ? "" : $"say that it marks a missing value (TableOptions.MissingTexts = {TextNotes.Quoted(found)}), ") // a list would part it
        + (AreClasses ? "or leave out the column (TableOptions.IgnoredColumns)" : "leave out such rows (set Training.InvalidRows to Skip) or the column (TableOptions.IgnoredColumns)")
        + (mayDeclare ? ", or declare the column categorical (ColumnInference.Kinds)." : ".");

    /// <summary>What else may be done about rows that cannot be read, as a sentence with a blank before it.</summary>
    public static string Leaving => " Or set Training.InvalidRows to Skip to leave such rows out.";

    private string OrLeaving => AreClasses ? "" : Leaving;

    private string Beyond(long place, int field, string found) => $"{At(place, field)}: found '{found}', which is beyond a 32-bit float (largest 3.4e38)";

    private string Place(long place) => layout.Table.At(place);

    private void Refuse(long place, string what, string advice)
    {
        if (handling == InvalidRowHandling.Error)
        {
            throw new VaeDataException(what + advice);
        }

        Count++;
        if (examples.Count < MostExamples)
        {
            examples.Add(what.TrimEnd('.'));
            places.Add(place);
        }
    }
}
