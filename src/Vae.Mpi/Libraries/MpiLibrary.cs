using System.Reflection;
using System.Runtime.InteropServices;
using Vae.Core.Processes;

namespace Vae.Mpi.Libraries;

/// <summary>
/// Finds the machine's MPI library. MPI.NET asks for <c>msmpi.dll</c> on every system. Microsoft's library has the handles of MPICH, from which it comes: numbers, where Open MPI has pointers. So the libraries of the MPICH family,
/// which share one binary interface since 2013, take its place; Open MPI cannot.
/// </summary>
internal static unsafe class MpiLibrary
{
    /// <summary>The name that is asked for.</summary>
    public const string Name = "msmpi.dll";

    private static readonly Lock Gate = new();
    private static nint handle;

    /// <summary>What the library says of itself.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>Loads the library, and has it answer to <see cref="Name"/> here and in MPI.NET.</summary>
    /// <param name="named">A file, or a name that the system's loader finds; null or empty for the usual ones.</param>
    /// <exception cref="ProcessGroupException">There is none, or one of another family; the message says what to do.</exception>
    public static void Load(string? named)
    {
        lock (Gate)
        {
            if (handle != 0)
            {
                return;
            }

            (handle, Version) = Find(named);
            NativeLibrary.SetDllImportResolver(typeof(MPI.Communicator).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, Resolve);
        }
    }

    /// <summary>The library that is named, or the first of the usual ones that is there, and its version.</summary>
    /// <param name="named">A file, or a name that the system's loader finds; null or empty for the usual ones.</param>
    internal static (nint Handle, string Version) Find(string? named)
    {
        var names = string.IsNullOrEmpty(named) ? Usual() : [named];
        string? refused = null;
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var found))
            {
                continue;
            }

            var version = VersionOf(found);
            if (version is not null && !IsOther(found, version))
            {
                return (found, version);
            }

            refused ??= version is null ? $"'{name}' is no MPI library." : $"'{name}' is {version}, whose handles are not those of MPICH.";
        }

        throw new ProcessGroupException(
            refused is not null ? $"{refused} {Advice}"
            : string.IsNullOrEmpty(named) ? $"No MPI library was found, of {string.Join(", ", names)}. {Advice}"
            : $"The MPI library '{named}', which the environment variable {MpiOptions.LibraryVariable} names, cannot be loaded. {Advice}");
    }

    /// <summary>What to do where there is no library that serves.</summary>
    public static string Advice => OperatingSystem.IsWindows()
        ? "Install Microsoft MPI, and start the processes with its mpiexec."
        : $"Install MPICH ('apt-get install mpich' on Debian and Ubuntu, 'dnf install mpich' on Fedora) or another library of its family, such as Intel MPI, and start the processes with its own mpirun ('mpirun.mpich' where there are several); {MpiOptions.LibraryVariable} names its file where it is not found.";

    // Debian's MPICH; MPICH elsewhere, Intel MPI and MVAPICH by the name that the family has agreed on; Cray's; Open MPI last, to be refused by its name.
    private static string[] Usual() =>
        OperatingSystem.IsWindows() ? [Name]
        : OperatingSystem.IsMacOS() ? ["libmpi.12.dylib", "/opt/homebrew/lib/libmpi.12.dylib", "libmpich.12.dylib", "libmpi.40.dylib"]
        : ["libmpich.so.12", "libmpi.so.12", "libmpi_cray.so.12", "libmpi.so.40"];

    private static bool IsOther(nint library, string version) =>
        NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) || version.Contains("Open MPI", StringComparison.OrdinalIgnoreCase);

    private static string? VersionOf(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "MPI_Init", out _))
        {
            return null;
        }

        if (!NativeLibrary.TryGetExport(library, "MPI_Get_library_version", out var address))
        {
            return "an MPI library that does not tell its version";
        }

        // Longer than either family's MPI_MAX_LIBRARY_VERSION_STRING.
        var text = stackalloc byte[16_384];
        int length;
        return ((delegate* unmanaged<byte*, int*, int>)address)(text, &length) == 0
            ? Marshal.PtrToStringUTF8((nint)text)!.Split('\n', '\0')[0].Replace('\t', ' ').Trim()
            : "an MPI library that does not tell its version";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? handle : 0;
}
