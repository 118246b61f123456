using Microsoft.Extensions.Options;

namespace VaeDetectorTemplate.Serving;

/// <summary>Holds the model that requests use, and takes up a new one when its file changes. Requests that are under way end on the model they began with.</summary>
public sealed partial class DetectorStore(IOptions<DetectorOptions> options, ILogger<DetectorStore> logger) : BackgroundService
{
    private readonly string path = Path.GetFullPath(options.Value.Path);
    private volatile Detector? current;
    private volatile string? problem;
    private (DateTime Written, long Length)? seen;

    /// <summary>The model; null until there is one.</summary>
    public Detector? Current => current;

    /// <summary>Why the file as it is now could not be taken up; null where it was.</summary>
    public string? Problem => problem;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Look();
        return base.StartAsync(cancellationToken);
    }

    // The file is looked at, not watched: that works on mounted volumes too.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SecondsBetweenLooks));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                Fail($"There is no file '{path}'; make it with: dotnet run -- train");
                seen = null;
                return;
            }

            var now = (file.LastWriteTimeUtc, file.Length);
            if (now != seen)
            {
                seen = now;
                current = Detector.Load(path);
                problem = null;
                LogLoaded(path);
            }
        }
        catch (Exception exception)
        {
            // Whatever is wrong with the file, the model at work goes on.
            Fail(exception.GetBaseException().Message);
        }
    }

    private void Fail(string problem)
    {
        if (this.problem != problem)
        {
            this.problem = problem;
            LogProblem(path, problem);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Path} is at work")]
    private partial void LogLoaded(string path);

    [LoggerMessage(2, LogLevel.Error, "Model {Path} was not taken up: {Problem}")]
    private partial void LogProblem(string path, string problem);
}
