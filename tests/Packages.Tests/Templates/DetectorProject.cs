using Packages.Tests.Support;

namespace Packages.Tests.Templates;

/// <summary>A project made by <c>dotnet new vae-detector</c> from the packed template, built, with its model trained.</summary>
internal sealed class DetectorProject : IDisposable
{
    public const string Name = "Plant.Watch";

    private readonly PackedFixture packed;
    private readonly Lazy<DetectorService> service;

    private DetectorProject(PackedFixture packed, string folder)
    {
        this.packed = packed;
        Folder = folder;
        service = new(() => Start(Model, "--Detector:LargestBatch", "70", "--Detector:LargestBody", "8000"));
        Training = Train(Model).ThrowIfFailed();
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>What training printed.</summary>
    public Command Training { get; }

    public string Model => Path.Combine(Folder, "detector.zip");

    /// <summary>The service with its model, which takes 70 rows at once and 8,000 bytes: one for all tests that change nothing.</summary>
    public DetectorService Service => service.Value;

    /// <summary>Does what the template's README says.</summary>
    public static DetectorProject Make(PackedFixture packed)
    {
        var home = packed.NewFolder("template");

        // Templates are installed for a user: for one of this test's own.
        var hive = Path.Combine(home, "hive");
        packed.Dotnet(home, "new", "install", packed["Vae.Templates"].FilePath, "--debug:custom-hive", hive).ThrowIfFailed();
        packed.Dotnet(home, "new", "vae-detector", "-o", Name, "--debug:custom-hive", hive).ThrowIfFailed();
        var folder = Path.Combine(home, Name);
        packed.Dotnet(folder, "build", "-c", "Release", "-v", "quiet").ThrowIfFailed();
        return new DetectorProject(packed, folder);
    }

    public void Dispose()
    {
        if (service.IsValueCreated)
        {
            service.Value.Dispose();
        }
    }

    /// <summary>Trains on the template's rows, or on others.</summary>
    public Command Train(string model, string? rows = null) =>
        packed.Dotnet(Folder, [Program, "train", rows ?? Path.Combine(Folder, "data", "readings.csv"), model]);

    /// <summary>Starts the service on a port of its own.</summary>
    public DetectorService Start(string model, params IEnumerable<string> settings) => new(Command.Start(
        Folder, packed.Variables, "dotnet",
        [Program, "--urls", "http://127.0.0.1:0", "--Detector:Path", model, "--Detector:SecondsBetweenLooks", "0.2", .. settings]));

    private string Program => Path.Combine(Folder, "bin", "Release", "net10.0", Name + ".dll");
}
