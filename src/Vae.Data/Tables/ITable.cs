namespace Vae.Data.Tables;

/// <summary>
/// A table in a file, whatever its format: the seam between what splits a file into cells and what the cells mean. A format gives names, records and cells; kinds of columns, levels, labels,
/// missing and refused values, warnings and the order of columns are decided above it, by <see cref="TableRowSource"/>, so that they are the same for every format.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Every record has <see cref="FieldCount"/> cells. A list of K numbers is K fields named <c>name.0</c> to <c>name.K-1</c>; what is nested otherwise is one field with a <see cref="Refusal"/>.</item>
/// <item>Null is <see cref="CellType.Missing"/>. Texts, the levels of dictionaries among them, are <see cref="CellType.Text"/>; so are dates and times, in the form of ISO 8601. Whole numbers
/// are numbers, in double.</item>
/// <item>Nothing is scaled, rounded to 32 bits, trimmed or guessed at here.</item>
/// <item>Passes are independent of one another, also across threads.</item>
/// </list>
/// </remarks>
internal interface ITable
{
    /// <summary>The file, for messages.</summary>
    string Path { get; }

    /// <summary>Fields of a record, at least one.</summary>
    int FieldCount { get; }

    /// <summary>One name a field as the file has it, which may be empty or there twice; null where the file has none.</summary>
    IReadOnlyList<string>? Names { get; }

    /// <summary>What a record's place is called in messages: <c>line</c> where the file has lines, counted from 1 as editors do, else <c>row</c>, counted from 0 as rows are everywhere.</summary>
    string Unit { get; }

    /// <summary>Rows where the file tells; null where only a pass can.</summary>
    long? RowCount { get; }

    /// <summary>What opening the file has shown that its owner should know.</summary>
    IReadOnlyList<DataWarning> Warnings { get; }

    /// <summary>Why a field can be neither a feature nor a label, as the end of a sentence that begins with its place; null where it can. One that is not asked for is no error.</summary>
    /// <param name="field">Its number from 0.</param>
    string? Refusal(int field) => null;

    /// <summary>The name of the list that a field is an item of, by which all of its items can be left out; null where it is none.</summary>
    /// <param name="field">Its number from 0.</param>
    string? ListOf(int field) => null;

    /// <summary>Whether a field has no name, and no value where the first records show: it is no column then, and a record that holds a value there is a faulty one.</summary>
    /// <param name="field">Its number from 0.</param>
    bool IsBlank(int field) => false;

    /// <summary>Whether semicolons part the fields, as they do where a comma is the decimal one.</summary>
    bool HasSemicolons => false;

    /// <summary>Tables that this one is made of, one below the other.</summary>
    int PartCount => 1;

    /// <summary>Which of them a record is of.</summary>
    /// <param name="place">As its reader gave it.</param>
    int PartOf(long place) => 0;

    /// <summary>The file of one of them.</summary>
    string PathOf(int part) => Path;

    /// <summary>Where a record stands, for a message that begins with it.</summary>
    /// <param name="place">As its reader gave it.</param>
    string At(long place) => $"'{Path}', {Within(place)}";

    /// <summary>Where a record stands, for a message that has named the table before.</summary>
    /// <param name="place">As its reader gave it.</param>
    string Within(long place) => Unit == "row" ? Invariant($"row {place - 1} (counted from 0)") : Invariant($"{Unit} {place}");

    /// <summary>Starts a pass before the first record.</summary>
    /// <param name="fields">The fields that will be asked for, from 0; a format that can leaves the others unread.</param>
    /// <exception cref="VaeDataException">The file cannot be opened or no longer looks as it did.</exception>
    ITableReader Open(IReadOnlyCollection<int> fields);
}
