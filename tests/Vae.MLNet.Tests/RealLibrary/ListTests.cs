using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.RealLibrary;

public sealed class ListTests
{
    [Fact]
    public void List_OfTestsThatNeedTheRealLibrary_IsComplete() => NeededPackages.AssertComplete("RealLibrary");
}
