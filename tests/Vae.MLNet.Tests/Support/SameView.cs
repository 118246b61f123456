using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Tests.Support;

/// <summary>Compares two data views by everything that a later step could see of them.</summary>
internal static class SameView
{
    private const float Tolerance = 1e-5f;

    /// <param name="expected">The view that is right.</param>
    /// <param name="actual">The view to compare with it.</param>
    /// <param name="ordered">Whether visible columns have to be in the same order.</param>
    public static void Assert(IDataView expected, IDataView actual, bool ordered)
    {
        var columns = Visible(expected);
        var others = Visible(actual);
        Xunit.Assert.Equal(Names(columns, ordered), Names(others, ordered));
        foreach (var column in columns)
        {
            var other = others.Single(c => c.Name == column.Name);
            Xunit.Assert.Equal(column.Type, other.Type);
            Xunit.Assert.Equal(Slots(column), Slots(other));
            AssertValues(column.Name, Values(expected, column), Values(actual, other));
        }
    }

    private static DataViewSchema.Column[] Visible(IDataView view) => [.. view.Schema.Where(c => !c.IsHidden)];

    private static IEnumerable<string> Names(IEnumerable<DataViewSchema.Column> columns, bool ordered) =>
        ordered ? columns.Select(c => c.Name) : columns.Select(c => c.Name).Order(StringComparer.Ordinal);

    private static string[] Slots(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull("SlotNames") is null ? [] : TestData.SlotNames(column);

    private static object[][] Values(IDataView view, DataViewSchema.Column column) => (column.Type, column.Type.RawType) switch
    {
        (VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } }, _) when item == typeof(float) =>
            [.. view.GetColumn<float[]>(column).Select(v => v.Cast<object>().ToArray())],
        (VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } }, _) when item == typeof(double) =>
            [.. view.GetColumn<double[]>(column).Select(v => v.Cast<object>().ToArray())],
        (_, var raw) when raw == typeof(float) => [.. view.GetColumn<float>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(int) => [.. view.GetColumn<int>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(long) => [.. view.GetColumn<long>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(double) => [.. view.GetColumn<double>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(uint) => [.. view.GetColumn<uint>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(bool) => [.. view.GetColumn<bool>(column).Select(v => new object[] { v })],
        (_, var raw) when raw == typeof(ReadOnlyMemory<char>) => [.. view.GetColumn<string>(column).Select(v => new object[] { v })],
        _ => throw new NotSupportedException($"Column '{column.Name}' of type {column.Type} is not compared; add its type here."),
    };

    private static void AssertValues(string name, object[][] expected, object[][] actual)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            Xunit.Assert.Equal(expected[row].Length, actual[row].Length);
            for (var i = 0; i < expected[row].Length; i++)
            {
                Xunit.Assert.True(
                    expected[row][i].Equals(actual[row][i])
                    || (expected[row][i] is float e && actual[row][i] is float a && Math.Abs(e - a) <= Tolerance * Math.Max(1, Math.Abs(e))),
                    $"{name}[{row}][{i}] is {actual[row][i]} where {expected[row][i]} was expected");
            }
        }
    }
}
