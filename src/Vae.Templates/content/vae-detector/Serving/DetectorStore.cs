using Microsoft.Extensions.Options;

namespace VaeDetectorTemplate.Serving;

/// <summary>Holds the model that requests use, and takes up a new one when its file changes. Requests that are under way end on the model they began with.</summary>
public sealed partial class DetectorStore(IOptions<DetectorOptions> options, ILogger<DetectorStore> logger) : BackgroundService
{
    private readonly string _path = Path.GetFullPath(options.Value.Path);
    private volatile Detector? _current;
    private volatile string? _problem;
    private (DateTime Written, long Length)? _seen;

    /// <summary>The model; null until there is one.</summary>
    public Detector? Current => _current;

    /// <summary>Why the file as it is now could not be taken up; null where it was.</summary>
    public string? Problem => _problem;

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
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                Fail($"There is no file '{_path}'; make it with: dotnet run -- train");
                _seen = null;
                return;
            }

            var now = (file.LastWriteTimeUtc, file.Length);
            if (now != _seen)
            {
                _seen = now;
                _current = Detector.Load(_path);
                _problem = null;
                LogLoaded(_path);
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
        if (_problem != problem)
        {
            _problem = problem;
            LogProblem(_path, problem);
        }
    }

    [LoggerMessage(LogLevel.Information, "Model {Path} is at work")]
    private partial void LogLoaded(string path);

    [LoggerMessage(LogLevel.Error, "Model {Path} was not taken up: {Problem}")]
    private partial void LogProblem(string path, string problem);
}
