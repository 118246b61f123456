using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Reading text files.</summary>
public static class TextLoaderSaverCatalog
{
    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => new TextView(path, Options(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), namesFromHeader: false);

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null)
        => new TextView(path, options ?? new TextLoader.Options(), namesFromHeader: true);

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => new TextView(path, Options(ColumnsOf(typeof(TInput)), separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), namesFromHeader: false);

    private static TextLoader.Options Options(TextLoader.Column[] columns, char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse) => new()
    {
        Columns = columns,
        Separators = [separator],
        HasHeader = hasHeader,
        AllowQuoting = allowQuoting,
        TrimWhitespace = trimWhitespace,
        AllowSparse = allowSparse,
    };

    private static TextLoader.Column[] ColumnsOf(Type type) => RowMember.Of(type, SchemaDefinition.Direction.Write).Select(member =>
    {
        TextLoader.Range[] sources = member.GetCustomAttribute<LoadColumnAttribute>()?.Sources
            ?? throw new InvalidOperationException($"Member '{member.Name}' of {type.Name} has no [LoadColumn], so it is not known which field it is loaded from.");
        DataKind kind = FieldParser.KindOf(RowMember.ColumnType(member).ItemOrSelf.RawType);
        return new TextLoader.Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, kind, sources);
    }).ToArray();
}
