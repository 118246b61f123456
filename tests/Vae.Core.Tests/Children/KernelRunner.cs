using System.Reflection;
using Vae.Core.Tests.Engines.Managed.Kernels;
using Vae.Core.Tests.Engines.Managed.Panels;
using Vae.Core.Tests.Simd;
using Xunit.Sdk;

namespace Vae.Core.Tests.Children;

/// <summary>Runs the kernel tests of this assembly in this process, one after the other, without a test host.</summary>
internal static class KernelRunner
{
    private static readonly string?[] Namespaces = [typeof(GemmKernelTests).Namespace, typeof(TransposeKernelTests).Namespace, typeof(SimdFunctionsTests).Namespace];

    /// <summary>Tells how many tests ran; 1 where one failed.</summary>
    public static int Run()
    {
        var (run, failed) = (0, 0);
        foreach (var type in typeof(KernelRunner).Assembly.GetTypes().Where(type => type.IsPublic && Namespaces.Contains(type.Namespace)))
        {
            foreach (var method in type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null))
            {
                foreach (var data in Cases(method))
                {
                    run++;
                    failed += Passes(type, method, data) ? 0 : 1;
                }
            }
        }

        ChildProgram.Tell("tests", run);
        ChildProgram.Tell("failed", failed);
        return failed > 0 ? 1 : 0;
    }

    private static IEnumerable<object?[]> Cases(MethodInfo method) => method.GetCustomAttribute<TheoryAttribute>() is null
        ? [[]]
        : method.GetCustomAttributes<DataAttribute>().SelectMany(attribute => attribute.GetData(method));

    private static bool Passes(Type type, MethodInfo method, object?[] data)
    {
        try
        {
            method.Invoke(Activator.CreateInstance(type), data);
            return true;
        }
        catch (TargetInvocationException exception)
        {
            Console.Error.WriteLine($"{type.Name}.{method.Name}({string.Join(", ", data)}): {exception.InnerException?.Message}");
            return false;
        }
    }
}
