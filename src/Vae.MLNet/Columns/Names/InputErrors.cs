using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;

namespace Vae.MLNet.Columns.Names;

/// <summary>What is said of input columns that cannot be read.</summary>
internal static class InputErrors
{
    private const int Listed = 10;

    public static VaeDataException WrongType(string name, DataViewType found) => new(
        $"Column '{name}' is {found}, but an input must be a number, a Boolean, a text or a key, or a vector of these of known size; "
        + (found is DateTimeDataViewType or DateTimeOffsetDataViewType
            ? "make what comes again of its times, with DataFrame.WithDateParts, or with TableOptions.Dates where a file is loaded by Vae.LoadTable, or leave it out: the times themselves will not come again."
            : "turn it into one of them, or leave it out."));

    public static VaeDataException WrongType(DataViewSchema.Column column, TableColumn wanted) => new(
        $"Column '{column.Name}' is {column.Type} but this model was trained on a {wanted.Kind.ToString().ToLowerInvariant()} column '{wanted.Name}' there, for which "
        + (wanted.Kind switch
        {
            ColumnKind.Categorical => "a text, a key or a whole number",
            ColumnKind.Binary => "a Boolean or a number",
            _ => "a number",
        })
        + " is wanted; feed the columns it was trained on, or train a new model.");

    public static VaeDataException WrongKind(DataViewSchema.Column column, ColumnKind given) => new(
        $"Column '{column.Name}' is {column.Type} and cannot be {given.ToString().ToLowerInvariant()}: "
        + (given == ColumnKind.Categorical
            ? "levels are texts, keys or whole numbers; convert it, or leave it as it is."
            : "texts and keys are categorical and Booleans binary, only numbers may be declared; leave its kind out, or convert it."));

    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Listed).Select(name => $"'{name}'")) + (names.Count > Listed ? Invariant($" and {names.Count - Listed} more") : "");
}
