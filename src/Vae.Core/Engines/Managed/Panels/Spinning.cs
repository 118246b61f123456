namespace Vae.Core.Engines.Managed.Panels;

/// <summary>How threads wait that are not to sleep.</summary>
internal static class Spinning
{
    /// <summary>Spins, and now and then offers the processor to others: where processors are scarce, that is who is waited for.</summary>
    /// <param name="spins">How often it was called for this wait.</param>
    public static void Pause(int spins)
    {
        if (spins % 32 == 0)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(8);
        }
    }
}
