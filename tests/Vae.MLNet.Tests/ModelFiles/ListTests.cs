using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

public sealed class ListTests
{
    [Fact]
    public void List_OfTestsThatNeedThePackage_IsComplete() => NeededPackages.AssertComplete("ModelFiles");
}
