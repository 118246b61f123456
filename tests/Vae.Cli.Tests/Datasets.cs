namespace Vae.Cli.Tests;

/// <summary>The real data of the repository.</summary>
internal static class Datasets
{
    public static string BreastCancer => Find("breast-cancer.csv");

    public static string Digits => Find("digits.csv");

    public static string Shuttle => Find("shuttle.csv");

    private static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "datasets", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"datasets/{name} lies in no folder above {AppContext.BaseDirectory}.");
    }
}
