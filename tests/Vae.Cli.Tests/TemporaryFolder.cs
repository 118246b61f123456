using System.Globalization;
using System.Text;

namespace Vae.Cli.Tests;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vae-cli-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>A CSV of random normal columns a, b, c and a label that is 1 in every tenth row, where the values are far off.</summary>
    public string WriteTable(string name, int rows, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("a,b,c,label\n");
        for (var row = 0; row < rows; row++)
        {
            var isAnomaly = row % 10 == 9;
            var shared = random.NextDouble() * 2;
            var far = isAnomaly ? 8 : 0;
            text.Append(CultureInfo.InvariantCulture, $"{shared + far:F4},{(2 * shared) - far + (0.1 * random.NextDouble()):F4},{random.NextDouble():F4},{(isAnomaly ? 1 : 0)}\n");
        }

        return Write(name, text.ToString());
    }

    /// <summary>Every file in the folder, to see that no temporary file is left.</summary>
    public string[] Files => [.. Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
