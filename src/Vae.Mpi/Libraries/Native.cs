using System.Runtime.InteropServices;

namespace Vae.Mpi.Libraries;

/// <summary>Calls that MPI.NET keeps to itself, or makes with a type of its own for their status.</summary>
internal static unsafe partial class Native
{
    /// <summary>All processes.</summary>
    public const int World = MPI.Unsafe.MPI_COMM_WORLD;

    /// <summary>Errors are returned.</summary>
    public const int ErrorsReturn = MPI.Unsafe.MPI_ERRORS_RETURN;

    /// <summary>Any sender.</summary>
    public const int AnySource = MPI.Unsafe.MPI_ANY_SOURCE;

    // Five numbers in both families' libraries, of which the third and fourth are sender and tag.
    public const int StatusNumbers = 5;
    public const int SourceAt = 2;

    [LibraryImport(MpiLibrary.Name)]
    public static partial int MPI_Comm_set_errhandler(int communicator, int handler);

    [LibraryImport(MpiLibrary.Name)]
    public static partial int MPI_Test(int* request, int* flag, int* status);

    [LibraryImport(MpiLibrary.Name)]
    public static partial int MPI_Iprobe(int source, int tag, int communicator, int* flag, int* status);

    [LibraryImport(MpiLibrary.Name)]
    public static partial int MPI_Get_count(int* status, int datatype, int* count);

    [LibraryImport(MpiLibrary.Name)]
    public static partial int MPI_Error_string(int code, byte* text, int* length);

    /// <summary>What a code says.</summary>
    public static string Text(int code)
    {
        var text = stackalloc byte[4096];
        int length;
        return MPI_Error_string(code, text, &length) == MPI.Unsafe.MPI_SUCCESS ? Marshal.PtrToStringUTF8((nint)text, length).ReplaceLineEndings(" ").Trim() : Invariant($"error {code}");
    }
}
