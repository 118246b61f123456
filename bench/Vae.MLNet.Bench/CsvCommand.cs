using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using nietras.SeparatedValues;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.MLNet.Bench;

/// <summary>Reads a CSV file of numbers and does nothing else: this library's reader beside ML.NET's TextLoader and Sep, taking turns.</summary>
internal static class CsvCommand
{
    /// <summary>Name of the command.</summary>
    public const string Name = "csv";

    private const int Columns = 30;
    private const int RowsAtATime = 4096;

    /// <param name="rows">Rows of the file.</param>
    /// <param name="rounds">Measured passes of each.</param>
    /// <param name="write">Whether to put the table into bench/RESULTS.md.</param>
    public static int Run(int rows, int rounds, bool write)
    {
        var load = Machine.Load();
        Console.WriteLine($"Writing {rows:N0} rows of {Columns} columns");
        using var file = new CsvFile(rows, Columns);
        (string Name, Func<string, double> Sum)[] readers =
        [
            ("Vae.Data, two threads", path => Ours(path, 2)),
            ("Vae.Data, one thread", path => Ours(path, 1)),
            ("ML.NET TextLoader, its threads", TextLoader),
            ("Sep, two threads", path => Sep(path, 2)),
            ("Sep, one thread", path => Sep(path, 1)),
        ];
        var seconds = readers.Select(_ => new List<double>()).ToArray();
        var sums = new double[readers.Length];
        for (var round = 0; round <= rounds; round++)
        {
            // They take turns, and who begins changes; the first round compiles and fills the system's cache of the file.
            for (var turn = 0; turn < readers.Length; turn++)
            {
                var i = round % 2 == 0 ? turn : readers.Length - 1 - turn;
                var clock = Stopwatch.GetTimestamp();
                sums[i] = readers[i].Sum(file.Path);
                if (round > 0)
                {
                    seconds[i].Add(Stopwatch.GetElapsedTime(clock).TotalSeconds);
                    Console.WriteLine($"round {round}/{rounds}  {readers[i].Name,-32} {seconds[i][^1]:F3} s");
                }
            }
        }

        if (sums.Any(sum => Math.Abs(sum - sums[0]) > 1e-6 * rows))
        {
            Console.Error.WriteLine($"The readers read other numbers: their sums are {string.Join(", ", sums)}.");
            return 1;
        }

        var megabytes = file.Bytes / 1e6;
        var table = new MarkdownTable("who", "s", "MB/s", "rows/s", "Vae.Data on two threads is faster by", "by round");
        for (var i = 0; i < readers.Length; i++)
        {
            var (mine, ours) = (Spread.Of(seconds[i]), Spread.Of(seconds[0]));
            var byRound = Spread.Of(seconds[i].Zip(seconds[0], (theirs, own) => theirs / own));
            table.Add(readers[i].Name, mine.ToString("F3"), $"{megabytes / mine.Median:F0}", $"{rows / mine.Median:N0}", i == 0 ? "" : $"{mine.Median / ours.Median:F2}", i == 0 ? "" : byRound.ToString("F2"));
        }

        var busy = load > 0.7 ? $"\n**The machine was busy when this began (load {load:F1}): not figures to quote.**\n" : "";
        ResultsFile.Publish(
            "csv",
            $"Machine: {Machine.Describe()}; {FmaPeak.Describe(2)}.  \n"
            + $"Microsoft.ML {Version(typeof(MLContext))}, Sep {Version(typeof(SepReader))}; a file of {rows:N0} rows, {Columns} columns, {megabytes:F0} MB, in the system's cache; all cells as float32, summed; median (minimum..maximum) of {rounds} rounds in one process, taking turns.\n"
            + $"{busy}\n{table}",
            write);
        return 0;
    }

    private static double Ours(string path, int threads)
    {
        var rows = RowSourceFactory.Open(path, new RowSourceOptions { Csv = new CsvOptions { Threads = threads } });
        using var reader = rows.OpenReader();
        var block = new float[RowsAtATime * rows.ColumnCount];
        var sum = 0.0;
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            sum += TensorPrimitives.Sum<float>(block.AsSpan(0, read * rows.ColumnCount));
        }

        return sum;
    }

    private static double TextLoader(string path)
    {
        var loader = new MLContext().Data.CreateTextLoader(new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            Columns = [new TextLoader.Column("Features", DataKind.Single, 0, Columns - 1)],
            UseThreads = true,
        });
        var data = loader.Load(path);
        using var cursor = data.GetRowCursor(data.Schema);
        var features = cursor.GetGetter<VBuffer<float>>(data.Schema["Features"]);
        var row = default(VBuffer<float>);
        var sum = 0.0;
        while (cursor.MoveNext())
        {
            features(ref row);
            sum += TensorPrimitives.Sum(row.GetValues());
        }

        return sum;
    }

    private static double Sep(string path, int threads)
    {
        using var reader = nietras.SeparatedValues.Sep.New(',').Reader().FromFile(path);
        if (threads > 1)
        {
            return reader.ParallelEnumerate(SumOf, threads).Sum();
        }

        var sum = 0.0;
        foreach (var row in reader)
        {
            sum += SumOf(row);
        }

        return sum;
    }

    private static double SumOf(SepReader.Row row)
    {
        Span<float> values = stackalloc float[Columns];
        row[..Columns].Parse(values);
        return TensorPrimitives.Sum<float>(values);
    }

    private static string Version(Type type) => System.Diagnostics.FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion!.Split('+')[0];
}
