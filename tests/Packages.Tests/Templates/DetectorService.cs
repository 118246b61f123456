using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Packages.Tests.Templates;

/// <summary>A running service.</summary>
internal sealed class DetectorService : IDisposable
{
    private const string Announcement = "Now listening on: ";

    // So long only a service waits that will never come to it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();

    public DetectorService(Process process)
    {
        this.process = process;
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("The service ended: " + Log));
                return;
            }

            log.Enqueue(line.Data);
            var at = line.Data.IndexOf(Announcement, StringComparison.Ordinal);
            if (at >= 0)
            {
                address.TrySetResult(line.Data[(at + Announcement.Length)..].Trim());
            }
        };
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Client = new HttpClient { BaseAddress = new Uri(address.Task.WaitAsync(Patience).GetAwaiter().GetResult()), Timeout = Patience };
    }

    public HttpClient Client { get; }

    public string Log => string.Join('\n', log);

    public void Dispose()
    {
        Client.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The status and the body of an answer.</summary>
    public async Task<(int Status, string Body)> Post(string route, object? body) => await Read(await Client.PostAsJsonAsync(route, body));

    /// <summary>The status and the body of an answer to a body that is given as it is.</summary>
    public async Task<(int Status, string Body)> PostText(string route, string body) =>
        await Read(await Client.PostAsync(new Uri(route, UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json")));

    public async Task<(int Status, string Body)> Get(string route) => await Read(await Client.GetAsync(new Uri(route, UriKind.Relative)));

    public async Task<JsonElement> GetJson(string route) => JsonDocument.Parse((await Get(route)).Body).RootElement;

    /// <summary>Asks until the answer is as wanted.</summary>
    public async Task<string> Until(string route, Func<string, bool> isWanted)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            var (_, body) = await Get(route);
            if (isWanted(body))
            {
                return body;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{route} did not come to it; the log:\n{Log}");
    }

    private static async Task<(int Status, string Body)> Read(HttpResponseMessage response)
    {
        using (response)
        {
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }
}
