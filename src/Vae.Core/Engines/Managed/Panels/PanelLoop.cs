namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Runs a piece of work on each panel of rows, on the calling thread where there are few, else on several.</summary>
internal static class PanelLoop
{
    // Multiply-adds, about 80 microseconds' worth: below, handing work to other threads costs more than it saves.
    private const long LeastWorkForThreads = 8L << 20;

    // About 40 microseconds' worth: a thread that comes late, or is held up, leaves the others no more than that to wait for, and taking a share costs nothing beside it.
    private const long WorkOfShare = 4L << 20;

    private const int LeastSharesOfThread = 4;

    /// <param name="rows">Rows in all.</param>
    /// <param name="workPerRow">Multiply-adds a row.</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="body">Told the first row and the number of rows (1 to 32) of a panel.</param>
    public static void Run(int rows, long workPerRow, int threads, Action<int, int> body)
    {
        var panels = Panel.Count(rows);
        if (threads <= 1 || panels < 2 || rows * workPerRow < LeastWorkForThreads)
        {
            Some(0, panels);
            return;
        }

        var share = (int)Math.Clamp(WorkOfShare / (workPerRow * Panel.Lanes), 1, Math.Max(1, panels / (threads * LeastSharesOfThread)));
        var next = 0;
        HelperThreads.Pool.Run(Math.Min(panels, threads) - 1, () =>
        {
            for (int first; (first = Interlocked.Add(ref next, share) - share) < panels;)
            {
                Some(first, Math.Min(first + share, panels));
            }
        });

        void Some(int first, int end)
        {
            for (var panel = first; panel < end; panel++)
            {
                body(panel * Panel.Lanes, Math.Min(Panel.Lanes, rows - (panel * Panel.Lanes)));
            }
        }
    }
}
