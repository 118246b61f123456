using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Options;

namespace Vae.Cli.Libtorch;

/// <summary>Puts libtorch within reach of the engine that runs on it, or says how to.</summary>
internal static class LibtorchLoader
{
    private const string NativeFolders = "NATIVE_DLL_SEARCH_DIRECTORIES";

    private static readonly Lock Gate = new();
    private static bool isRegistered;

    /// <summary>Loads libtorch where an engine may ask for it and it is not beside the program.</summary>
    /// <param name="engine">What the engine is chosen by. Nothing is done where that is sure to be the managed one.</param>
    /// <param name="places">Where to look.</param>
    /// <exception cref="EngineException">The options leave no other engine than that on libtorch, which is not there, or not one of this machine.</exception>
    /// <exception cref="UsageException"><see cref="LibtorchPlaces.Variable"/> names a folder that does not hold it.</exception>
    public static void Prepare(EngineOptions engine, LibtorchPlaces places)
    {
        var isManaged = engine.Name == EngineOptions.ManagedName || (engine.Name == EngineOptions.AutoName && engine.Device is (null or "cpu"));
        if (isManaged || (places.NamedFolder is null && places.IsIn(OfTheProgram())))
        {
            return;
        }

        var hasOther = engine.Name == EngineOptions.AutoName && (engine.Device == "auto" || engine.FallbackToCpu);
        if (places.Find() is { } folder)
        {
            Load(folder, places);
        }
        else if (!hasOther && places.HasPackage)
        {
            // Where there is no package for the platform, the engine's own words say so.
            throw new EngineException(Remedy(places));
        }
    }

    /// <summary>How libtorch is added, for people.</summary>
    public static string Remedy(LibtorchPlaces places) =>
        $"The engine torch runs on libtorch, half a gigabyte that the tool goes without. To add it, run once: {places.Command}"
        + $" (for a GPU, name the folder of a libtorch {LibtorchPlaces.Version} with CUDA in {LibtorchPlaces.Variable} instead). Or leave --engine and --device out: the managed engine needs nothing.";

    // Where the program's own libraries lie. The system's are not asked: Debian and Ubuntu have a libtorch of another version there, which the engine cannot use.
    private static IEnumerable<string> OfTheProgram() =>
        ((AppContext.GetData(NativeFolders) as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? []).Append(AppContext.BaseDirectory);

    private static void Load(string folder, LibtorchPlaces places)
    {
        try
        {
            // What it needs of libtorch is then found by TorchSharp's own library, which lies elsewhere, among what is loaded already.
            NativeLibrary.Load(Path.Combine(folder, places.FileName("torch")));
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException(
                $"libtorch in '{folder}' cannot be loaded: {exception.Message.Split('\n')[0].TrimEnd()} Give a build of libtorch {LibtorchPlaces.Version} for {places.Platform}.",
                exception);
        }

        lock (Gate)
        {
            if (!isRegistered)
            {
                AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, library) =>
                    NativeLibrary.TryLoad(Path.Combine(folder, places.FileName(library)), out var handle) ? handle : IntPtr.Zero;

                // Where the engine looks what the program has, to tell what is in the way.
                AppContext.SetData(NativeFolders, $"{AppContext.GetData(NativeFolders)}{Path.PathSeparator}{folder}");
                isRegistered = true;
            }
        }
    }
}
