using System.Runtime.CompilerServices;
using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Data;

/// <summary>The NSL-KDD network connections, where they are: 41 columns, three of them text, and a label that is 1 for an attack. They are no part of the repository.</summary>
internal static class NetworkConnections
{
    public const string Absent = "Needs the files nslkdd_train20.csv.gz and nslkdd_test.csv.gz of NSL-KDD in shared/data beside the repository.";

    public static string[] TextColumns { get; } = ["protocol_type", "service", "flag"];

    public static string TrainingFile { get; } = Find("nslkdd_train20.csv.gz");

    public static string TestFile { get; } = Find("nslkdd_test.csv.gz");

    public static bool AreThere => TrainingFile.Length > 0 && TestFile.Length > 0;

    /// <summary>The training file's normal rows, at most so many, evenly spread.</summary>
    public static MemoryRowSource NormalRows(int most, bool mixed)
    {
        var source = new NormalRowsSource(Open(TrainingFile, mixed, null)).ReadAll();
        return Thin(source, most);
    }

    /// <summary>Rows of the test file, at most so many, evenly spread, by the columns of the training rows.</summary>
    public static MemoryRowSource TestRows(int most, MemoryRowSource training, bool mixed) => Thin(Open(TestFile, mixed, training.Columns).ReadAll(), most);

    private static CsvRowSource Open(string path, bool mixed, TableSchema? columns) => new(path, new CsvOptions
    {
        LabelColumn = "label",
        IgnoredColumns = mixed ? [] : TextColumns,
        Columns = columns,
        Inference = mixed ? new ColumnInference { NormalRowsOnly = true } : null,
    });

    private static MemoryRowSource Thin(MemoryRowSource rows, int most)
    {
        var count = (int)Math.Min(rows.RowCount!.Value, most);
        var values = new float[count * rows.ColumnCount];
        var labels = new float[count];
        for (var i = 0; i < count; i++)
        {
            var from = (int)(i * rows.RowCount.Value / count);
            rows.Values.Span.Slice(from * rows.ColumnCount, rows.ColumnCount).CopyTo(values.AsSpan(i * rows.ColumnCount));
            labels[i] = rows.Labels?.Span[from] ?? 0;
        }

        return new MemoryRowSource(values, rows.ColumnCount, rows.ColumnNames, labels) { Columns = rows.Columns };
    }

    private static string Find(string name, [CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(source); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, "shared", "data", name) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return "";
    }
}
