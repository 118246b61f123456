using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vae.Cli.Inputs;
using Vae.Core;
using Vae.Reports.Findings;
using Vae.Reports.Pages;

namespace Vae.Cli.Exploring;

/// <summary>
/// Serves a page and answers its questions, on the loopback address alone. All addresses begin with a token that only this process and whoever reads its output know; a page of elsewhere can neither guess it nor,
/// since no answer allows it, read one, and a name that leads here is no name of this server.
/// </summary>
internal sealed class ExplorerServer(Explorer explorer, string title, string subtitle)
{
    private const int MostBytes = 1 << 20;
    private const int MostCells = 12;

    private readonly (int Place, string Name)[] columns = Columns(explorer.Content);
    private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly byte[] page = System.Text.Encoding.UTF8.GetBytes(HtmlPage.Write(title, subtitle, explorer.Content, isLive: true));

    /// <summary>Serves until the token is cancelled.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="onStarted">Told the page's address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task RunAsync(int port, Action<string> onStarted, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.AddServerHeader = false;
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(cancellationToken);
        onStarted($"{app.Urls.First()}/{token}/");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        var path = request.Path.Value ?? "";
        if (request.Host.Host is not ("127.0.0.1" or "localhost") || !path.StartsWith($"/{token}/", StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var name = path[(token.Length + 2)..];
        if (name.Length == 0)
        {
            response.ContentType = "text/html; charset=utf-8";
            await response.Body.WriteAsync(page, context.RequestAborted);
            return;
        }

        string answer;
        try
        {
            answer = HttpMethods.IsPost(request.Method) ? await PostAsync(name, context) : Get(name, request.Query, context.RequestAborted);
        }
        catch (Exception exception) when (exception is VaeDataException or IOException or JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            answer = JsonSerializer.Serialize(new { error = Hosting.FlagNames.Translate(exception.Message) });
        }

        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(answer, context.RequestAborted);
    }

    private string Get(string name, IQueryCollection query, CancellationToken cancellationToken) => name switch
    {
        "rows" => Rows(query),
        "row" => Explained(explorer.Explain(int.Parse(query["n"].ToString(), CultureInfo.InvariantCulture), cancellationToken)),
        _ => throw Unknown(name),
    };

    private async Task<string> PostAsync(string name, HttpContext context)
    {
        // No page of elsewhere may send this header without being allowed to.
        if (context.Request.Headers["X-Vae"] != "1")
        {
            throw new VaeDataException("Only the page itself changes anything.");
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var given = body.RootElement;
        switch (name)
        {
            case "score":
                return Explained(explorer.Score(given.GetProperty("text").GetString() ?? "", context.RequestAborted));
            case "threshold":
                return JsonSerializer.Serialize(new { file = explorer.SaveThreshold(given.GetProperty("value").GetSingle()) });
            case "label":
                var label = given.GetProperty("label").GetString();
                return JsonSerializer.Serialize(new { labels = explorer.SetLabel(given.GetProperty("row").GetInt32(), label switch { "0" => false, "1" => true, _ => null }) });
            case "labels":
                return JsonSerializer.Serialize(new { files = explorer.SaveLabels(context.RequestAborted) });
            default:
                throw Unknown(name);
        }
    }

    private string Rows(IQueryCollection query)
    {
        int Whole(string name) => int.Parse(query[name].ToString(), CultureInfo.InvariantCulture);
        var asked = new RowQuery(
            Math.Max(0, Whole("from")),
            Math.Clamp(Whole("count"), 1, RowQuery.MostRows),
            query["sort"] != "row",
            query["down"] == "1",
            query["q"].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            query.TryGetValue("above", out var above) ? float.Parse(above.ToString(), CultureInfo.InvariantCulture) : null);
        var (total, rows) = explorer.Rows.Find(asked);
        var texts = explorer.Rows.Texts;
        var shown = columns.Take(MostCells);
        return JsonSerializer.Serialize(new
        {
            total,
            names = texts is null ? [] : shown.Select(column => column.Name),
            left = texts is null ? 0 : columns.Length - Math.Min(columns.Length, MostCells),
            rows = rows.Select(row => new
            {
                n = row,
                score = float.IsFinite(explorer.Score(row)) ? explorer.Score(row) : (float?)null,
                scored = !float.IsNaN(explorer.Score(row)),
                label = explorer.Label(row),
                cells = texts?.Cells(row) is { } cells ? shown.Select(column => cells[column.Place]) : [],
            }),
        });
    }

    /// <summary>The columns as the file has them: a time stands there once, whatever parts of it the model is told.</summary>
    private static (int Place, string Name)[] Columns(ReportContent content) =>
    [
        .. content.ColumnNames.Select((name, place) => (place, Name: TimePart.Of(content.Model, name)?.Source ?? name))
            .DistinctBy(column => column.Name),
    ];

    private string Explained(StrangeRow row) => PageData.WriteRow(row, explorer.IsAnomaly(row.Score), explorer.Content.ColumnNames);

    private static VaeDataException Unknown(string name) => new($"There is nothing called '{name}' here.");
}
