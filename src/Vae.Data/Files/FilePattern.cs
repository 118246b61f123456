using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace Vae.Data.Files;

/// <summary>Finds the files that a pattern means.</summary>
internal static class FilePattern
{
    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];

    /// <summary>
    /// The files that some paths mean, each once. In a path that is no file's, <c>*</c> stands for any part of a name and <c>**</c> for any folders; its files come in the order of their names'
    /// characters, without those whose names begin with a point.
    /// </summary>
    /// <exception cref="VaeDataException">A pattern means no file.</exception>
    public static IReadOnlyList<string> Resolve(IEnumerable<string> paths)
    {
        var found = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths.SelectMany(path => IsPattern(path) ? Match(path) : [path]))
        {
            if (known.Add(path == StandardInput.Name ? path : Path.GetFullPath(path)))
            {
                found.Add(path);
            }
        }

        return found;
    }

    private static bool IsPattern(string path) => path.Contains('*') && !File.Exists(path);

    private static string[] Match(string pattern)
    {
        var star = pattern.IndexOf('*');
        var end = pattern.LastIndexOfAny(Separators, star);
        var folder = end < 0 ? "" : pattern[..(end + 1)];
        if (folder.Length > 0 && !Directory.Exists(folder))
        {
            throw new VaeDataException($"'{pattern}' means no file: there is no folder '{folder}'; check the path.");
        }

        try
        {
            var matcher = new Matcher(OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
            matcher.AddInclude(pattern[(end + 1)..]);
            var matches = matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(folder.Length > 0 ? folder : ".")));
            string[] files = [.. matches.Files.Where(file => Path.GetFileName(file.Path)[0] != '.').Select(file => folder + file.Path).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new VaeDataException($"'{pattern}' means no file; check the path. * stands for any part of a name, ** for any folders.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeDataException($"'{pattern}': its folders cannot be listed: {error.Message}", error);
        }
    }
}
