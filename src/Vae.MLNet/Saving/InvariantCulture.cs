using System.Globalization;

namespace Vae.MLNet.Saving;

/// <summary>Sets the thread's culture aside while ML.NET reads numbers out of texts, and brings it back.</summary>
internal sealed class InvariantCulture : IDisposable
{
    private readonly CultureInfo own = CultureInfo.CurrentCulture;

    public InvariantCulture()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = own;
}
