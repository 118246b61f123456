using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;

namespace Vae.Bench.Commands;

/// <summary>How long the page of <c>vae explore</c> waits for its answers, over a file of very many rows.</summary>
internal static class ExploreCommand
{
    private const int PageRows = 25;
    private const double MostMilliseconds = 200;

    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 1_000_000 };
        var columns = new Option<int>("--columns") { Description = "Its columns.", DefaultValueFactory = _ => 30 };
        var rounds = new Option<int>("--rounds") { Description = "Questions of each kind, after one that is told of alone.", DefaultValueFactory = _ => 50 };
        var vae = new Option<string>("--vae") { Description = "The tool.", DefaultValueFactory = _ => Repository.Tool };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("explore", "How long vae explore takes to answer its page, over a million rows; exit code 1 where an answer took more than 200 ms.") { rows, columns, rounds, vae, write };
        command.SetAction(parsed => Run(parsed.GetValue(rows), parsed.GetValue(columns), parsed.GetValue(rounds), parsed.GetValue(vae)!, parsed.GetValue(write)));
        return command;
    }

    private static int Run(int rows, int columns, int rounds, string tool, bool write)
    {
        if (!File.Exists(tool))
        {
            Console.Error.WriteLine($"There is no '{tool}'; dotnet build src/Vae.Cli -c Release puts the tool there, or name another with --vae.");
            return 3;
        }

        var load = Machine.Load();
        Console.WriteLine($"Writing {rows:N0} rows of {columns} columns");
        using var file = new CsvFile(rows, columns);
        var model = Path.Combine(file.Folder, "model.onnx");
        using (var training = Process.Start(tool, ["train", "--data", file.Path, "--steps", "200", "--quiet", "--out", model]))
        {
            training.WaitForExit();
        }

        var clock = Stopwatch.StartNew();
        using var server = Process.Start(new ProcessStartInfo(tool, ["explore", "--model", model, "--data", file.Path, "--out", Path.Combine(file.Folder, "saved.onnx")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            server.ErrorDataReceived += (_, _) => { };
            server.BeginErrorReadLine();
            var address = server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("vae explore ended before it gave its address.");
            var started = clock.Elapsed.TotalSeconds;
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            var questions = new Questions(client, rows, [.. File.ReadLines(file.Path).Skip(1).Take(rounds + 1)]);
            var table = new MarkdownTable("question", "ms", "the first of its kind, ms", "wanted, ms");
            var all = true;
            foreach (var (name, ask) in questions.Kinds)
            {
                var times = Enumerable.Range(0, rounds + 1).Select(round => questions.Time(ask, round)).ToArray();
                var answered = times.Max() <= MostMilliseconds;
                all &= answered;
                table.Add(name, Spread.Of(times[1..]).ToString("F1"), $"{times[0]:F0}", $"at most {MostMilliseconds:F0}, {(answered ? "reached" : "missed")}");
            }

            server.Refresh();
            var busy = load > 0.7 ? $"\n\n**The machine was busy when this began (load {load:F1}): not figures to quote.**" : "";
            ResultsFile.Publish(
                "explore",
                $"Machine: {Machine.Describe()}.  \n`vae explore` on a CSV of {rows:N0} rows and {columns} columns ({file.Bytes / 1e6:N0} MB), asked over HTTP by one client on the same machine; median (minimum..maximum) of {rounds} questions of each kind, each about another "
                + $"row, page or word. The page was there after {started:F1} s; peak of the process {server.PeakWorkingSet64 / 1048576.0:N0} MiB.{busy}\n\n{table}",
                write);
            return all ? 0 : 1;
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    /// <summary>What the page asks, as it asks it.</summary>
    private sealed class Questions
    {
        private readonly HttpClient client;
        private readonly int rows;
        private readonly string[] lines;
        private readonly Random random = new(1);

        public Questions(HttpClient client, int rows, string[] lines)
        {
            (this.client, this.rows, this.lines) = (client, rows, lines);
            var middle = JsonDocument.Parse(Text(Page(rows / 2, "score"))).RootElement.GetProperty("rows")[0].GetProperty("score").GetSingle();
            Kinds =
            [
                ("the strangest rows", _ => Page(0, "score")),
                ("a page of rows by score", _ => Page(random.Next(rows), "score")),
                ("a page of rows by number", _ => Page(random.Next(rows), "row")),
                ("rows above a threshold, half of all", _ => Page(random.Next(rows / 2), "score", above: middle)),
                ("a value that few rows hold", round => Page(0, "score", Cells(round)[0])),
                ("two values of a row", round => Page(0, "score", string.Join(' ', Cells(round)[..2]))),
                ("a digit that most rows hold", round => Page(0, "score", $"{round % 10}")),
                ("two digits", round => Page(0, "score", $"{10 + (round % 90)}")),
                ("the start of a number", round => Page(0, "score", $"0.{round % 10}")),
                ("a word that no row holds", round => Page(0, "score", $"lathe{round}")),
                ("why a row is strange", _ => new Uri($"row?n={random.Next(rows)}", UriKind.Relative)),
                ("a pasted row scored", null),
            ];
        }

        public (string Name, Func<int, Uri>? Ask)[] Kinds { get; }

        /// <summary>Milliseconds until the whole answer is there.</summary>
        public double Time(Func<int, Uri>? ask, int round)
        {
            using var request = ask is not null ? new HttpRequestMessage(HttpMethod.Get, ask(round))
                : new HttpRequestMessage(HttpMethod.Post, new Uri("score", UriKind.Relative)) { Content = JsonContent.Create(new { text = lines[round] }), Headers = { { "X-Vae", "1" } } };
            var clock = Stopwatch.StartNew();
            using var response = client.Send(request);
            using var content = response.Content.ReadAsStream();
            content.CopyTo(Stream.Null);
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            return response.IsSuccessStatusCode ? milliseconds : throw new InvalidOperationException($"{request.RequestUri} was answered with {(int)response.StatusCode}.");
        }

        private static Uri Page(int from, string sort, string words = "", float? above = null) =>
            new($"rows?from={from}&count={PageRows}&sort={sort}&down=1&q={Uri.EscapeDataString(words)}{(above is { } score ? $"&above={score:R}" : "")}", UriKind.Relative);

        /// <summary>The first cells of a row.</summary>
        private string[] Cells(int round) =>
        [
            .. JsonDocument.Parse(Text(Page((int)((round + 0.5) * rows / 100 % rows), "row"))).RootElement.GetProperty("rows")[0].GetProperty("cells").EnumerateArray().Select(cell => cell.GetString()!),
        ];

        private string Text(Uri address) => client.GetStringAsync(address).GetAwaiter().GetResult();
    }
}
