namespace Vae.Data.Batches;

/// <summary>A column of a file that has its values in batches.</summary>
/// <param name="Name">Its name as the file has it.</param>
/// <param name="ListLength">Items of each of its lists, which are fields of their own; null where it is not one of lists.</param>
/// <param name="Refusal">Why it can be neither a feature nor a label; null where it can.</param>
internal sealed record BatchField(string Name, int? ListLength = null, string? Refusal = null)
{
    /// <summary>Fields of a table that it makes.</summary>
    public int Width => ListLength ?? 1;

    /// <summary>What is wrong with a column that is nested in another way than as lists of numbers.</summary>
    /// <param name="what">What it holds, such as <c>structs</c>.</param>
    public static string Nested(string what) => $"holds {what}, which are neither numbers, truth values, texts nor lists of numbers; write what is in them as columns of their own";

    /// <summary>What is wrong with a record that holds a list of another length than the first of its column.</summary>
    public static string OddList(BatchField list, int length) =>
        Invariant($"the list in column '{CellText.Excerpt(list.Name)}' holds {length} values where the first of the file holds {list.ListLength}; every list must be as long, or the column left out (TableOptions.IgnoredColumns)");
}
