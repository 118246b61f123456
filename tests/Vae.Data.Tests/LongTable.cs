using System.Globalization;
using System.Text;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>A table so long that several threads read it, with everything odd that cells and lines hold, here and there.</summary>
/// <param name="Seed">Seed of all of it.</param>
/// <param name="OddShare">The share of cells that are odd.</param>
internal sealed record LongTable(int Seed, double OddShare)
{
    public const int Rows = 9000;

    private static readonly string[] Odd =
    [
        "", " ", "NA", "?", "inf", "-Infinity", "1e39", "-1e400", "true", "x", "1,5", "007", "-0012", "9007199254740993", "\"a\nb\"", "\"say \"\"z\"\"\"", " 7 ", "\t8", "+3", "-0", ".5", "5.", "1e5", "12 %", "caf\u00E9",
        "\"1.5\"", "0.1234567890123456789", "123456789012345678901234567890", "1.#IND", "2020-01-03",
    ];

    /// <summary>How it is read, the label aside: levels that are not all of those in it, and a column of counts.</summary>
    public static CsvOptions Options(InvalidRowHandling invalid, int threads) => new()
    {
        Columns = new TableSchema(
        [
            TableColumn.Numeric("a"),
            TableColumn.Numeric("b"),
            TableColumn.Numeric("d"),
            new TableColumn("c", ColumnKind.Count),
            TableColumn.Categorical("kind", ["tcp", "udp"]),
            TableColumn.Categorical("port", [.. Enumerable.Range(0, 39).Select(port => $"p{port}")]),
        ]),
        InvalidRows = invalid,
        Threads = threads,
    };

    /// <summary>The file: numbers of several kinds, two columns of names, a label, and lines that are too long or too short or repeat the names.</summary>
    public byte[] Write()
    {
        var random = new Random(Seed);
        var text = new StringBuilder("a,b,c,d,kind,port,label\n");
        for (var row = 0; row < Rows; row++)
        {
            string[] cells =
            [
                (random.NextDouble() - 0.5).ToString("F6", CultureInfo.InvariantCulture),
                random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
                random.Next(1_000_000).ToString(CultureInfo.InvariantCulture),
                (row * 3).ToString(CultureInfo.InvariantCulture),
                random.Next(3) switch { 0 => "tcp", 1 => "udp", _ => "icmp" },
                "p" + random.Next(40).ToString(CultureInfo.InvariantCulture),
                random.Next(20) == 0 ? "1" : "0",
            ];
            for (var cell = 0; cell < cells.Length; cell++)
            {
                cells[cell] = random.NextDouble() < OddShare ? Odd[random.Next(Odd.Length)] : cells[cell];
            }

            var fate = random.NextDouble() < OddShare ? random.Next(5) : 5;
            text.Append(fate switch
            {
                0 => "a,b,c,d,kind,port,label",
                1 => string.Join(',', cells[..3]),
                2 => string.Join(',', cells) + ",too,many",
                3 => "\n\r\n" + string.Join(',', cells) + ",",
                _ => string.Join(',', cells),
            }).Append(row % 7 == 0 ? "\r\n" : "\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
