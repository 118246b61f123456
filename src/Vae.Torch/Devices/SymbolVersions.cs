using System.Text;

namespace Vae.Torch.Devices;

/// <summary>Versions of symbols, such as <c>GLIBCXX_3.4.32</c>, that stand as text in a native library: those that it has, or those that it needs of others.</summary>
internal static class SymbolVersions
{
    /// <summary>The newest version of a family in a library.</summary>
    /// <param name="library">The bytes of the file.</param>
    /// <param name="family">What the names of the family begin with, such as <c>GLIBCXX_</c>.</param>
    /// <returns>Null where the library names none.</returns>
    public static Version? Newest(ReadOnlySpan<byte> library, string family)
    {
        Version? newest = null;
        var start = Encoding.ASCII.GetBytes($"\0{family}");
        for (int at; (at = library.IndexOf(start)) >= 0;)
        {
            library = library[(at + start.Length)..];
            var end = library.IndexOf((byte)0);
            if (end is > 0 and < 16 && Version.TryParse(Encoding.ASCII.GetString(library[..end]), out var version) && (newest is null || version > newest))
            {
                newest = version;
            }
        }

        return newest;
    }
}
