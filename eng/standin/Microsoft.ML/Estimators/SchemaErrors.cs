namespace Microsoft.ML;

/// <summary>The errors of columns that are not what a component needs; the library throws this type of exception for them.</summary>
internal static class SchemaErrors
{
    public static ArgumentOutOfRangeException Missing(string column)
        => new("inputSchema", $"Could not find input column '{column}'");

    public static ArgumentOutOfRangeException Mismatch(string column, string expected, string actual)
        => new("inputSchema", $"Schema mismatch for input column '{column}': expected {expected}, got {actual}");
}
