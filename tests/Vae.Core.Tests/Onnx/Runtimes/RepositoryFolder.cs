namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Where the repository lies on this machine.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vae.MLNet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Vae.MLNet.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
