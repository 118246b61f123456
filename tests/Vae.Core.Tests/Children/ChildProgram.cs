using System.Globalization;
using Vae.Core.Simd;
using Vae.Core.Tests.Onnx;

namespace Vae.Core.Tests.Children;

/// <summary>
/// The entry point of this assembly when a test starts it as a process of its own, because what is measured belongs to a whole process: the
/// vector width, peak memory, all allocations; and to write the files of <see cref="FixtureModels"/>. Results are lines of the form <c>name=value</c>.
/// </summary>
internal static class ChildProgram
{
    public static int Main(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("This assembly holds tests: run them with 'dotnet test'.");
            return 2;
        }

        if (arguments is ["bits", var bits])
        {
            AppContext.SetData("Vae.Core.VectorBits", int.Parse(bits, CultureInfo.InvariantCulture));
        }

        Tell("width", (int)VectorWidths.Best);
        return arguments[0] switch
        {
            "kernels" => KernelRunner.Run(),
            "bits" => BitsChild.Run(),
            "train" => TrainingChild.Train(),
            "stream" => TrainingChild.Stream(int.Parse(arguments[1], CultureInfo.InvariantCulture)),
            "steps" => TrainingChild.Steps(int.Parse(arguments[1], CultureInfo.InvariantCulture)),
            "fixtures" => FixtureModels.Write(arguments[1]),
            var other => throw new ArgumentException($"There is no child '{other}'.", nameof(arguments)),
        };
    }

    public static void Tell(string name, IFormattable value) =>
        Console.WriteLine($"{name}={value.ToString(null, CultureInfo.InvariantCulture)}");
}
