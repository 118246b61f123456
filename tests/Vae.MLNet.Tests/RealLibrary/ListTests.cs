using System.Reflection;

namespace Vae.MLNet.Tests.RealLibrary;

public sealed class ListTests
{
    [Fact]
    public void List_OfTestsThatNeedTheRealLibrary_IsComplete()
    {
        var present = typeof(ListTests).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(ListTests).Namespace && t != typeof(ListTests))
            .SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttributes<FactAttribute>().Any()).Select(m => $"{t.Name}.{m.Name}"));

        Assert.Equal(present.Order(StringComparer.Ordinal), RealLibraryList.Read().Select(l => l.Test).Order(StringComparer.Ordinal));
    }
}
